using System.Net;
using Iris.Gateway.Calls;
using Iris.Gateway.Credentials.Aws;
using Iris.Gateway.Model;
using Iris.Gateway.Store;
using Iris.Gateway.Store.S3;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Unit.Gateway.Store;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Store;

/// <summary>The promise: a bucket keeps files as a folder does, over requests that are signed as AWS wants it, and whatever fails on the way.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class S3StoreTests : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private S3Server _server = null!;
    private StoreWorld _world = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _server = await S3Server.StartAsync();
        _world = await StoreWorld.StartAsync("sqlite", folder => new S3Blobs(ClientWith(S3Server.Secret), () => folder));
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _world.DisposeAsync();
        await _server.DisposeAsync();
    }

    public void Dispose() => _http.Dispose();

    private S3Client ClientWith(string secret) => ClientWith(_ => new(AwsCredentials.Create(S3Server.Id, secret)));

    private S3Client ClientWith(Func<CancellationToken, ValueTask<AwsCredentials>> credentials) => new(
        _http, new S3Options { Address = new($"{_server.Address}{S3Server.Bucket}/"), Region = S3Server.Region, Prefix = "iris/a-b/" },
        credentials, TimeProvider.System);

    [Test]
    public async Task Commit_SmallFile_IsOneObjectAndIsReadFromAnyPosition()
    {
        var kept = await _world.KeepAsync("a picture");
        var read = new List<string>();
        foreach (var offset in (long[])[0, 2, 8])
            read.Add(await ReadAsync(kept, offset));
        Assert.Multiple(() =>
        {
            Assert.That(_server.Objects.Keys, Is.EqualTo(new[] { "iris/a-b/" + kept.Blob }));
            Assert.That(_server.Requests.First(), Is.EqualTo("PUT iris/a-b/" + kept.Blob));
            Assert.That(read, Is.EqualTo(new[] { "a picture", "picture", "e" }));
        });
    }

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
                await Patience.UntilAsync(() => _server.Parts == 1, "no part before the end");
        }
        var kept = await writer.CommitAsync(default);
        Assert.Multiple(() =>
        {
            Assert.That(_server.Objects["iris/a-b/" + kept.Blob].AsSpan().SequenceEqual(bytes), Is.True);
            Assert.That(_server.Requests.Count(request => request.Contains("partNumber=")), Is.EqualTo(3));
            Assert.That(_server.Uploads, Is.Zero);
        });
    }

    [Test]
    public async Task Commit_EveryRequestFailsOnce_IsKept()
    {
        var seen = new HashSet<string>();
        _server.Fails = request => seen.Add(request.Method + request.QueryString) ? 500 : null;
        await using var writer = Create();
        writer.Write(new byte[17 << 20]);
        var kept = await writer.CommitAsync(default);
        Assert.That(_server.Objects["iris/a-b/" + kept.Blob], Has.Length.EqualTo(17 << 20));
    }

    [TestCase(500, "500 (InternalError)")]
    [TestCase(403, "403 (InternalError)")]
    public async Task Commit_BucketRefuses_SaysSoWithoutItsWordsAndTheCopyCanBeRead(int status, string told)
    {
        _server.Fails = _ => status;
        await using var writer = Create();
        writer.Write("never lost"u8);
        Assert.That(async () => await writer.CommitAsync(default), Throws.InstanceOf<StoreException>().With.Message.Contains(told).And.Message.Not.Contains("secret"));
        var copy = new byte[20];
        Assert.That(writer.Read(0, copy), Is.EqualTo(10));
    }

    [Test]
    public async Task Commit_WrongSecret_IsRefusedByTheServer()
    {
        await using var world = await StoreWorld.StartAsync("sqlite", folder => new S3Blobs(ClientWith("another secret"), () => folder));
        Assert.That(async () => await world.KeepAsync("a picture"), Throws.InstanceOf<StoreException>().With.Message.Contains("SignatureDoesNotMatch"));
    }

    [Test]
    public async Task Commit_FailureBehindTheStatus_IsOne()
    {
        _server.FailsBehind200 = true;
        await using (var writer = Create())
        {
            writer.Write(new byte[17 << 20]);
            Assert.That(async () => await writer.CommitAsync(default), Throws.InstanceOf<StoreException>().With.Message.Contains("InternalError"));
        }
        Assert.That((_server.Uploads, _server.Objects.Count), Is.EqualTo((0, 0)), "and nothing is left of it");
    }

    // A part fails while the file still grows; what comes behind it is taken all the same, and can be read.
    [TestCase("partNumber=1")]
    [TestCase("uploads=")]
    public async Task Commit_APartFailed_FailsTheFileOnceAndLeavesNothing(string what)
    {
        var isWell = false;
        _server.Fails = request => !isWell && request.QueryString.Value!.Contains(what) ? 403 : null;
        await using (var writer = Create())
        {
            writer.Write(new byte[9 << 20]);
            await Patience.UntilAsync(() => _server.Requests.Any(request => request.Contains(what)), "no part");
            writer.Write(new byte[9 << 20]);
            for (var times = 0; times < 2; times++)
                Assert.That(async () => await writer.CommitAsync(default), Throws.InstanceOf<StoreException>().With.Message.Contains("403"));
            Assert.That(writer.Read((18 << 20) - 1, new byte[2]), Is.EqualTo(1));
            isWell = true;
            var kept = await writer.CommitAsync(default);
            Assert.That(_server.Objects["iris/a-b/" + kept.Blob], Has.Length.EqualTo(18 << 20), "whoever asks again is not told of an old failure");
        }
        _server.Objects.Clear();
        isWell = false;
        await using (var writer = Create())
        {
            writer.Write(Enumerable.Repeat((byte)1, 18 << 20).ToArray());
            Assert.That(async () => await writer.CommitAsync(default), Throws.InstanceOf<StoreException>().With.Message.Contains("403"));
        }
        Assert.That((_server.Uploads, _server.Objects.Count, await UnusedAsync()), Is.EqualTo((0, 0, 0)));
    }

    [TestCase("uploads=")]
    [TestCase("partNumber=1")]
    [TestCase("uploadId=")]
    public async Task Commit_IsCancelled_TheUploadIsAborted(string what)
    {
        var (reached, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        _server.BeforeAnswer = async request =>
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
        Assert.That((_server.Uploads, _server.Objects.Count, await UnusedAsync()), Is.EqualTo((0, 0, 0)));
    }

    [Test]
    public async Task Dispose_TornUpload_LeavesNothing()
    {
        await using (var writer = Create())
        {
            writer.Write(new byte[9 << 20]);
            await Patience.UntilAsync(() => _server.Parts == 1, "no part");
        }
        Assert.That((_server.Uploads, _server.Objects.Count, await UnusedAsync()), Is.EqualTo((0, 0, 0)));
    }

    [Test]
    public async Task Commit_SameBytes_AreOneObjectUntilTheLastFileGoes()
    {
        var (one, other) = (await _world.KeepAsync("same"), await _world.KeepAsync("same"));
        Assert.That(_server.Objects, Has.Count.EqualTo(1));
        await _world.Store.DeleteAsync(one, default);
        Assert.That(await ReadAsync(other), Is.EqualTo("same"));
        await _world.Store.DeleteAsync(other, default);
        Assert.That(_server.Objects, Is.Empty);
    }

    [Test]
    public async Task Delete_BucketIsAway_IsDoneByALaterRound()
    {
        var kept = await _world.KeepAsync("stays for a while");
        _server.Fails = _ => 503;
        Assert.That(await _world.Store.DeleteAsync(kept, default), Is.True);
        Assert.That((_server.Objects.Count, await _world.Store.FindAsync(kept.Id, default)), Is.EqualTo((1, (StoredFile?)null)));
        _server.Fails = _ => null;
        await _world.Cleaner.CleanAsync(default);
        Assert.That((_server.Objects.Count, await UnusedAsync()), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task Open_ObjectBreaksOff_IsAnError()
    {
        var kept = await _world.KeepAsync("a picture");
        _server.Objects["iris/a-b/" + kept.Blob] = "a pic"u8.ToArray();
        Assert.That(async () => await ReadAsync(kept), Throws.InstanceOf<IOException>());
        _server.Objects.Clear();
        Assert.That(async () => await ReadAsync(kept), Throws.InstanceOf<IOException>());
    }

    [TestCase("away")]
    [TestCase("refuses")]
    [TestCase("keyless")]
    public async Task Open_BucketCannotBeRead_IsAnIOException(string fault)
    {
        var kept = await _world.KeepAsync("a picture");
        await using var world = await StoreWorld.StartAsync("sqlite", folder => new S3Blobs(
            fault == "keyless" ? ClientWith(_ => throw new CredentialException("there is no key")) : ClientWith(S3Server.Secret), () => folder));
        if (fault == "away")
            await _server.DisposeAsync();
        else
            _server.Fails = _ => 403;
        await using var stream = world.Store.Open(kept);
        Assert.That(async () => await stream!.ReadAsync(new byte[10]), Throws.InstanceOf<IOException>());
        Assert.That(async () => await stream!.ReadAsync(default(Memory<byte>)), Throws.InstanceOf<IOException>(), "before anything is read as well");
    }

    [Test]
    public async Task Presign_Address_ServesItsMethodUntilItsEnd()
    {
        var kept = await _world.KeepAsync("a picture");
        var address = await _world.Store.PresignAsync(HttpMethod.Get, kept, "inline; filename=\"a b.png\"", TimeSpan.FromMinutes(5), default);
        using var response = await _http.GetAsync(address);
        using var head = await _http.SendAsync(new(HttpMethod.Head, address));
        using var tampered = await _http.GetAsync(new Uri(address!.AbsoluteUri.Replace("png", "gif")));
        var later = new TestClock();
        later.SetUtcNow(TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(6));
        _server.Clock = later;
        using var late = await _http.GetAsync(address);
        Assert.Multiple(async () =>
        {
            Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("a picture"));
            Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("image/png"));
            Assert.That(response.Content.Headers.ContentDisposition!.FileName, Is.EqualTo("a b.png").Or.EqualTo("\"a b.png\""));
            Assert.That(new[] { head.StatusCode, tampered.StatusCode, late.StatusCode }, Is.All.EqualTo(HttpStatusCode.Forbidden));
        });
    }

    private FileWriter Create() => _world.Store.Create(new NewFile(FileKind.Answer, null, TimeSpan.FromHours(1)));

    private async Task<int> UnusedAsync() =>
        (await _world.Store.Index.FindUnusedAsync(_world.Clock.GetUtcNow() + TimeSpan.FromDays(1), 100, default)).Count;

    private async Task<string> ReadAsync(StoredFile file, long offset = 0)
    {
        await using var stream = _world.Store.Open(file, offset);
        return await new StreamReader(stream!).ReadToEndAsync();
    }
}
