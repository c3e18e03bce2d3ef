using Iris.Gateway.Store;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Store;

/// <summary>The promise: what is in the index has its bytes, whichever answer of the database is lost on its way.</summary>
[TestFixtureSource(typeof(StoreWorld), nameof(StoreWorld.Databases))]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FileIndexTests(string database)
{
    private StoreWorld _world = null!;

    [SetUp]
    public async Task StartAsync() => _world = await StoreWorld.StartAsync(database);

    [TearDown]
    public async Task StopAsync() => await _world.DisposeAsync();

    // As whoever has got no answer to the first commit does it.
    [TestCase(false)]
    [TestCase(true)]
    public async Task Commit_AgainAfterItsAnswerWasLost_IsTheSameFile(bool isShared)
    {
        if (isShared)
            await _world.KeepAsync("same");
        StoredFile first;
        await using (var writer = _world.Store.Create(new NewFile(FileKind.Answer, null, TimeSpan.FromHours(1))))
        {
            writer.Write("same"u8);
            first = await writer.CommitAsync(default);
            _world.Clock.Advance(TimeSpan.FromMinutes(1));
            Assert.That(await writer.CommitAsync(default), Is.EqualTo(first));
        }
        Assert.That(_world.Read(first), Is.EqualTo("same"));
        Assert.That((await _world.Store.Index.SumAsync(default)).Files, Is.EqualTo(isShared ? 2 : 1));
        await _world.Store.DeleteAsync(first, default);
        Assert.That(_world.Files, Has.Length.EqualTo(isShared ? 1 : 0), "it was counted once");
    }

    [Test]
    public async Task DeleteBlob_OneThatHasAFile_Stays()
    {
        // What a writer does that believes that its addition has failed.
        var kept = await _world.KeepAsync("added all the same");
        Assert.That(await _world.Store.DeleteBlobAsync(kept.Blob, default), Is.False);
        await _world.Store.GiveUpAsync(kept.Blob);
        Assert.That((_world.Read(kept), await _world.Store.FindAsync(kept.Id, default)), Is.EqualTo(("added all the same", kept)));
    }

    [Test]
    public async Task Add_ToABlobThatIsBeingDeleted_IsRefusedUntilItIsGone()
    {
        var (index, name) = (_world.Store.Index, new string('b', 32));
        var file = await _world.KeepAsync("a") with { Id = name, Blob = name };
        await index.AnnounceAsync(name, default);
        Assert.That(await index.GiveUpAsync(name, default), Is.True);
        await index.AnnounceAsync(name, default);
        Assert.That((await index.AddAsync(file, default), await index.ShareAsync(file, default)), Is.EqualTo(((StoredFile?)null, (StoredFile?)null)));
        Assert.That(await index.FindUnusedAsync(_world.Clock.GetUtcNow(), 10, default), Is.EqualTo(new[] { name }), "a later round finds it");
        await index.ForgetAsync(name, default);
        Assert.That(await index.FindUnusedAsync(_world.Clock.GetUtcNow(), 10, default), Is.Empty);
    }

    [Test]
    public async Task Commit_WhileOthersDeleteTheSameBytes_IsReadOrWrittenAnew()
    {
        for (var round = 0; round < 5; round++)
        {
            var old = await _world.KeepAsync("same");
            var deleting = Task.Run(async () => await _world.Store.DeleteAsync(old, default));
            var kept = await Task.Run(() => _world.KeepAsync("same"));
            await deleting;
            Assert.That(_world.Read(kept), Is.EqualTo("same"));
            await _world.Store.DeleteAsync(kept, default);
        }
        Assert.That(_world.Files, Is.Empty);
    }
}
