using System.Net;
using Iris.Gateway.Calls;
using Iris.Gateway.Store;
using Iris.Gateway.Store.S3;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Unit.Gateway.Store;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Store;

/// <summary>The promise: a bucket keeps files as a folder does, over requests that are signed as AWS wants it, and whatever fails on the way.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class S3StoreTests : BucketStore
{
    [Test]
    public async Task Commit_SmallFile_IsOneObjectAndIsReadFromAnyPosition()
    {
        var kept = await World.KeepAsync("a picture");
        var read = new List<string>();
        foreach (var offset in (long[])[0, 2, 8])
            read.Add(await ReadAsync(kept, offset));
        Assert.Multiple(() =>
        {
            Assert.That(Server.Objects.Keys, Is.EqualTo(new[] { "iris/a-b/" + kept.Blob }));
            Assert.That(Server.Requests.First(), Is.EqualTo("PUT iris/a-b/" + kept.Blob));
            Assert.That(read, Is.EqualTo(new[] { "a picture", "picture", "e" }));
        });
    }

    [TestCase(500, "500 (InternalError)")]
    [TestCase(403, "403 (InternalError)")]
    public async Task Commit_BucketRefuses_SaysSoWithoutItsWordsAndTheCopyCanBeRead(int status, string told)
    {
        Server.Fails = _ => status;
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
    public async Task Commit_SameBytes_AreOneObjectUntilTheLastFileGoes()
    {
        var (one, other) = (await World.KeepAsync("same"), await World.KeepAsync("same"));
        Assert.That(Server.Objects, Has.Count.EqualTo(1));
        await World.Store.DeleteAsync(one, default);
        Assert.That(await ReadAsync(other), Is.EqualTo("same"));
        await World.Store.DeleteAsync(other, default);
        Assert.That(Server.Objects, Is.Empty);
    }

    [Test]
    public async Task Delete_BucketIsAway_IsDoneByALaterRound()
    {
        var kept = await World.KeepAsync("stays for a while");
        Server.Fails = _ => 503;
        Assert.That(await World.Store.DeleteAsync(kept, default), Is.True);
        Assert.That((Server.Objects.Count, await World.Store.FindAsync(kept.Id, default)), Is.EqualTo((1, (StoredFile?)null)));
        Server.Fails = _ => null;
        await World.Cleaner.CleanAsync(default);
        Assert.That((Server.Objects.Count, await UnusedAsync()), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task Open_ObjectBreaksOff_IsAnError()
    {
        var kept = await World.KeepAsync("a picture");
        Server.Objects["iris/a-b/" + kept.Blob] = "a pic"u8.ToArray();
        Assert.That(async () => await ReadAsync(kept), Throws.InstanceOf<IOException>());
        Server.Objects.Clear();
        Assert.That(async () => await ReadAsync(kept), Throws.InstanceOf<IOException>());
    }

    [TestCase("away")]
    [TestCase("refuses")]
    [TestCase("keyless")]
    public async Task Open_BucketCannotBeRead_IsAnIOException(string fault)
    {
        var kept = await World.KeepAsync("a picture");
        await using var world = await StoreWorld.StartAsync("sqlite", folder => new S3Blobs(
            fault == "keyless" ? ClientWith(_ => throw new CredentialException("there is no key")) : ClientWith(S3Server.Secret), () => folder));
        if (fault == "away")
            await Server.DisposeAsync();
        else
            Server.Fails = _ => 403;
        await using var stream = world.Store.Open(kept);
        Assert.That(async () => await stream!.ReadAsync(new byte[10]), Throws.InstanceOf<IOException>());
        Assert.That(async () => await stream!.ReadAsync(default(Memory<byte>)), Throws.InstanceOf<IOException>(), "before anything is read as well");
    }

    [Test]
    public async Task Presign_Address_ServesItsMethodUntilItsEnd()
    {
        var kept = await World.KeepAsync("a picture");
        var address = await World.Store.PresignAsync(HttpMethod.Get, kept, "inline; filename=\"a b.png\"", TimeSpan.FromMinutes(5), default);
        using var response = await Http.GetAsync(address);
        using var head = await Http.SendAsync(new(HttpMethod.Head, address));
        using var tampered = await Http.GetAsync(new Uri(address!.AbsoluteUri.Replace("png", "gif")));
        var later = new TestClock();
        later.SetUtcNow(TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(6));
        Server.Clock = later;
        using var late = await Http.GetAsync(address);
        Assert.Multiple(async () =>
        {
            Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("a picture"));
            Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("image/png"));
            Assert.That(response.Content.Headers.ContentDisposition!.FileName, Is.EqualTo("a b.png").Or.EqualTo("\"a b.png\""));
            Assert.That(new[] { head.StatusCode, tampered.StatusCode, late.StatusCode }, Is.All.EqualTo(HttpStatusCode.Forbidden));
        });
    }
}
