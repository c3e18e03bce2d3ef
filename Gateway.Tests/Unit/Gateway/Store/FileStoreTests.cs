using System.Text;
using Iris.Gateway.Store;
using NUnit.Framework;
using static Iris.Gateway.Tests.Unit.Gateway.Store.StoreWorld;

namespace Iris.Gateway.Tests.Unit.Gateway.Store;

/// <summary>The promise: a confirmed file stays until its time, and nothing else does, whatever breaks off in between.</summary>
[TestFixtureSource(typeof(StoreWorld), nameof(Databases))]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FileStoreTests(string database)
{
    private StoreWorld _world = null!;

    [SetUp]
    public async Task StartAsync() => _world = await StoreWorld.StartAsync(database);

    [TearDown]
    public async Task StopAsync() => await _world.DisposeAsync();

    [Test]
    public async Task Commit_AFile_IsFoundWithItsFactsAfterAnewStart()
    {
        var kept = await _world.KeepAsync("a picture");
        await _world.StartAgainAsync();
        var found = await _world.Store.FindAsync(kept.Id, default);
        Assert.Multiple(() =>
        {
            Assert.That(found, Is.EqualTo(kept));
            Assert.That(
                (kept.Length, kept.Sha256, kept.ContentType, kept.Size, kept.Owner, kept.Kind),
                Is.EqualTo((9L, HashOf("a picture"), "image/png", "64x48", "shop", FileKind.Picture)));
            Assert.That(kept.Expires - kept.Created, Is.EqualTo(TimeSpan.FromHours(1)));
            Assert.That((_world.Read(kept), _world.Read(kept, 2)), Is.EqualTo(("a picture", "picture")));
            Assert.That(kept.Id, Does.Match("^[0-9a-f]{32}$"));
        });
    }

    [Test]
    public async Task Commit_FilesAndFolders_AreReadableByTheirOwnerAlone()
    {
        await _world.KeepAsync("a picture");
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode OfFiles = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        // The index is a file as well, where it lies in SQLite.
        foreach (var path in Directory.GetFiles(_world.Folder, "*", SearchOption.AllDirectories))
            Assert.That(File.GetUnixFileMode(path), Is.EqualTo(OfFiles), path);
        var folders = Directory.GetDirectories(_world.Folder, "*", SearchOption.AllDirectories);
        Assert.That(folders, Has.Length.EqualTo(3), "the store, what is new in it, and a part of it");
        foreach (var path in folders)
            Assert.That(File.GetUnixFileMode(path), Is.EqualTo(OfFiles | UnixFileMode.UserExecute), path);
    }

    [Test]
    public async Task Commit_TheSameBytes_LieThereOnceUntilTheLastFileIsDeleted()
    {
        var one = await _world.KeepAsync("same");
        var other = await _world.KeepAsync("same");
        Assert.That((one.Id == other.Id, one.Blob == other.Blob, _world.Files.Length), Is.EqualTo((false, true, 1)));
        await _world.Store.DeleteAsync(one, default);
        Assert.That((await _world.Store.FindAsync(one.Id, default), _world.Read(other)), Is.EqualTo(((StoredFile?)null, "same")));
        await _world.Store.DeleteAsync(other, default);
        Assert.That(_world.Files, Is.Empty);
    }

    [Test]
    public async Task Commit_SameBytesWhoseFileHasVanished_AreWrittenAgain()
    {
        await _world.KeepAsync("same");
        File.Delete(_world.Files.Single());
        Assert.That(_world.Read(await _world.KeepAsync("same")), Is.EqualTo("same"));
    }

    [Test]
    public async Task Commit_ManyAtOnceAndDeletes_NeitherLoseNorLeaveAnything()
    {
        var files = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(() => _world.KeepAsync($"bytes {i % 3}"))));
        await Task.WhenAll(files.Where((_, i) => i % 2 == 0).Select(file => Task.Run(async () => await _world.Store.DeleteAsync(file, default))));
        Assert.That(files.Where((_, i) => i % 2 == 1).Select(file => _world.Read(file)), Is.All.StartsWith("bytes "));
        foreach (var file in files.Where((_, i) => i % 2 == 1))
            await _world.Store.DeleteAsync(file, default);
        Assert.That(_world.Files, Is.Empty);
    }

    [Test]
    public async Task Dispose_WithoutCommit_LeavesNothing()
    {
        await using (var writer = _world.Store.Create(new NewFile(FileKind.Picture, null, TimeSpan.FromHours(1))))
        {
            writer.Write("half a pic"u8);
            Assert.That(_world.Files, Has.Length.EqualTo(1), "it is written as it comes");
        }
        Assert.That(_world.Files, Is.Empty);
    }

    [Test]
    public async Task Write_BeyondAllRoom_IsRefusedAndWhatCameBeforeCanBeRead()
    {
        _world.Options = new() { Bytes = 10 };
        await using var writer = _world.Store.Create(new NewFile(FileKind.Picture, null, TimeSpan.FromHours(1)));
        await using var other = _world.Store.Create(new NewFile(FileKind.Answer, null, TimeSpan.FromHours(1)));
        writer.Write("123456"u8);
        Assert.That(() => other.Write("12345"u8), Throws.InstanceOf<StoreException>());
        other.Write("1234"u8);
        var bytes = new byte[10];
        Assert.That(Encoding.ASCII.GetString(bytes, 0, writer.Read(2, bytes)), Is.EqualTo("3456"));
    }

    [Test]
    public async Task Clean_ExpiredFiles_AreGoneAlsoAfterAnewStart()
    {
        var brief = await _world.KeepAsync("brief", TimeSpan.FromMinutes(5));
        var lasting = await _world.KeepAsync("lasting", TimeSpan.FromHours(5));
        await _world.StartAgainAsync();
        _world.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.That(await _world.Store.FindAsync(brief.Id, default), Is.Null, "before anything is cleaned");
        await _world.Cleaner.CleanAsync(default);
        Assert.That((_world.Files.Length, _world.Read(lasting)), Is.EqualTo((1, "lasting")));
    }

    [Test]
    public async Task Clean_MoreThanItsBytes_TheOldestGo()
    {
        var files = new List<StoredFile>();
        for (var i = 0; i < 10; i++)
        {
            files.Add(await _world.KeepAsync($"picture number {i}"));
            _world.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        _world.Options = new() { Bytes = 100 };
        await _world.Cleaner.CleanAsync(default);
        Assert.That(
            files.Select(file => _world.Read(file) is not null),
            Is.EqualTo(new[] { false, false, false, false, false, true, true, true, true, true }), "16 bytes each, and at most 90 of the 100 stay");
        Assert.That((_world.Store.Counters.Bytes, _world.Store.Counters.Files), Is.EqualTo((80L, 5L)));
    }

    [Test]
    public async Task Clean_MoreThanItsBytes_RequestsThatWaitStayUntilTheyExpire()
    {
        var request = await _world.KeepAsync("a request that waits", kind: FileKind.Request);
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        var answer = await _world.KeepAsync("an answer", TimeSpan.FromHours(5), FileKind.Answer);
        _world.Options = new() { Bytes = 10 };
        await _world.Cleaner.CleanAsync(default);
        Assert.That((_world.Read(request), _world.Read(answer)), Is.EqualTo(("a request that waits", (string?)null)), "the younger one goes");
        Assert.That(_world.Store.Counters.Bytes, Is.EqualTo(request.Length), "it counts");
        _world.Clock.Advance(TimeSpan.FromHours(1));
        await _world.Cleaner.CleanAsync(default);
        Assert.That(_world.Files, Is.Empty);
    }

    [Test]
    public async Task Write_FolderWasRemoved_IsMadeAgain()
    {
        var lost = await _world.KeepAsync("lost");
        Directory.Delete(Path.Combine(_world.Folder, "files"), recursive: true);
        await _world.Cleaner.CleanAsync(default);
        var kept = await _world.KeepAsync("kept");
        var again = await _world.KeepAsync("lost");
        Assert.That((_world.Read(lost), _world.Read(kept), _world.Read(again)), Is.EqualTo(((string?)null, "kept", "lost")));
    }

    [Test]
    public async Task Clean_AfterACrashBetweenBytesAndIndex_RemovesThemWhenNobodyCanBeWritingAnyMore()
    {
        // What a process leaves that ends between the two steps of a commit.
        var name = new string('a', 32);
        var blob = _world.Store.Blobs.Create(name, cancellation => _world.Store.Index.AnnounceAsync(name, cancellation));
        blob.Append("orphaned"u8);
        await blob.CompleteAsync(default);
        await blob.DisposeAsync();
        await _world.StartAgainAsync();
        await _world.Cleaner.CleanAsync(default);
        Assert.That(_world.Files, Has.Length.EqualTo(1), "it may still be under way");
        _world.Clock.Advance(StoreCleaner.LongestWrite + TimeSpan.FromSeconds(1));
        await _world.Cleaner.CleanAsync(default);
        Assert.That(_world.Files, Is.Empty);
    }

    [Test]
    public async Task Clean_AfterACrashInsideAFile_RemovesItsBeginning()
    {
        await using var torn = _world.Store.Create(new NewFile(FileKind.Picture, null, TimeSpan.FromHours(1)));
        torn.Write("torn"u8);
        var path = _world.Files.Single();
        File.SetLastWriteTimeUtc(path, _world.Clock.GetUtcNow().UtcDateTime - StoreCleaner.LongestWrite - TimeSpan.FromSeconds(1));
        await _world.Cleaner.CleanAsync(default);
        Assert.That(_world.Files, Is.Empty);
    }

    [Test]
    public async Task Find_FileOfAnotherInstance_IsRead()
    {
        var kept = await _world.KeepAsync("shared");
        var other = _world.Create();
        var found = await other.FindAsync(kept.Id, default);
        await using var stream = other.Open(found!, 3);
        Assert.That(new StreamReader(stream!).ReadToEnd(), Is.EqualTo("red"));
    }
}
