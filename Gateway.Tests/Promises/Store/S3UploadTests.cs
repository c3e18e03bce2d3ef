using Iris.Gateway.Store;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Store;

/// <summary>The promise: what is large goes into a bucket while it grows, and an upload that does not end leaves nothing there.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class S3UploadTests : BucketStore
{
    [Test]
    public async Task Commit_LargeFile_GoesInPartsWhileItGrows()
    {
        var bytes = new byte[20 << 20];
        new Random(1).NextBytes(bytes);
        await using var writer = Create();
        for (var at = 0; at < bytes.Length; at += 64 * 1024)
        {
            writer.Write(bytes.AsSpan(at, 64 * 1024));
            if (at == 9 << 20)
                await Patience.UntilAsync(() => Server.Parts == 1, "no part before the end");
        }
        var kept = await writer.CommitAsync(default);
        Assert.Multiple(() =>
        {
            Assert.That(Server.Objects["iris/a-b/" + kept.Blob].AsSpan().SequenceEqual(bytes), Is.True);
            Assert.That(Server.Requests.Count(request => request.Contains("partNumber=")), Is.EqualTo(3));
            Assert.That(Server.Uploads, Is.Zero);
        });
    }

    [Test]
    public async Task Commit_EveryRequestFailsOnce_IsKept()
    {
        var seen = new HashSet<string>();
        Server.Fails = request => seen.Add(request.Method + request.QueryString) ? 500 : null;
        await using var writer = Create();
        writer.Write(new byte[17 << 20]);
        var kept = await writer.CommitAsync(default);
        Assert.That(Server.Objects["iris/a-b/" + kept.Blob], Has.Length.EqualTo(17 << 20));
    }

    [Test]
    public async Task Commit_FailureBehindTheStatus_IsOne()
    {
        Server.FailsBehind200 = true;
        await using (var writer = Create())
        {
            writer.Write(new byte[17 << 20]);
            Assert.That(async () => await writer.CommitAsync(default), Throws.InstanceOf<StoreException>().With.Message.Contains("InternalError"));
        }
        Assert.That((Server.Uploads, Server.Objects.Count), Is.EqualTo((0, 0)), "and nothing is left of it");
    }

    // A part fails while the file still grows; what comes behind it is taken all the same, and can be read.
    [TestCase("partNumber=1")]
    [TestCase("uploads=")]
    public async Task Commit_APartFailed_FailsTheFileOnceAndLeavesNothing(string what)
    {
        var isWell = false;
        Server.Fails = request => !isWell && request.QueryString.Value!.Contains(what) ? 403 : null;
        await using (var writer = Create())
        {
            writer.Write(new byte[9 << 20]);
            await Patience.UntilAsync(() => Server.Requests.Any(request => request.Contains(what)), "no part");
            writer.Write(new byte[9 << 20]);
            for (var times = 0; times < 2; times++)
                Assert.That(async () => await writer.CommitAsync(default), Throws.InstanceOf<StoreException>().With.Message.Contains("403"));
            Assert.That(writer.Read((18 << 20) - 1, new byte[2]), Is.EqualTo(1));
            isWell = true;
            var kept = await writer.CommitAsync(default);
            Assert.That(Server.Objects["iris/a-b/" + kept.Blob], Has.Length.EqualTo(18 << 20), "whoever asks again is not told of an old failure");
        }
        Server.Objects.Clear();
        isWell = false;
        await using (var writer = Create())
        {
            writer.Write(Enumerable.Repeat((byte)1, 18 << 20).ToArray());
            Assert.That(async () => await writer.CommitAsync(default), Throws.InstanceOf<StoreException>().With.Message.Contains("403"));
        }
        Assert.That((Server.Uploads, Server.Objects.Count, await UnusedAsync()), Is.EqualTo((0, 0, 0)));
    }

    [TestCase("uploads=")]
    [TestCase("partNumber=1")]
    [TestCase("uploadId=")]
    public async Task Commit_IsCancelled_TheUploadIsAborted(string what)
    {
        var (reached, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        Server.BeforeAnswer = async request =>
        {
            if (request.Method == "DELETE" || !request.QueryString.Value!.Contains(what) || (what == "uploadId=" && request.Method != "POST"))
                return;
            reached.TrySetResult();
            await release.Task;
        };
        await using (var writer = Create())
        {
            writer.Write(new byte[9 << 20]);
            using var stop = new CancellationTokenSource();
            var commit = writer.CommitAsync(stop.Token).AsTask();
            await reached.Task.WaitAsync(Patience.Long);
            await stop.CancelAsync();
            Assert.That(async () => await commit.WaitAsync(Patience.Long), Throws.InstanceOf<OperationCanceledException>());
            release.SetResult();
        }
        Assert.That((Server.Uploads, Server.Objects.Count, await UnusedAsync()), Is.EqualTo((0, 0, 0)));
    }

    [Test]
    public async Task Dispose_TornUpload_LeavesNothing()
    {
        await using (var writer = Create())
        {
            writer.Write(new byte[9 << 20]);
            await Patience.UntilAsync(() => Server.Parts == 1, "no part");
        }
        Assert.That((Server.Uploads, Server.Objects.Count, await UnusedAsync()), Is.EqualTo((0, 0, 0)));
    }

    [Test]
    public async Task Write_AnyFile_LiesUnderNoNameOnTheDiskAndOnceInTheBucket()
    {
        for (var times = 0; times < 2; times++)
        {
            await using var writer = Create();
            writer.Write(new byte[9 << 20]);
            Assert.That(NamesOnTheDisk(), Is.Empty, "the copy goes with its writer, however that ends");
            await writer.CommitAsync(default);
            Assert.That((NamesOnTheDisk().Length, Server.Objects.Count), Is.EqualTo((0, 1)));
        }
        string[] NamesOnTheDisk() => [.. Directory.GetFiles(World.Folder).Where(path => !Path.GetFileName(path).StartsWith("iris.db"))];
    }
}
