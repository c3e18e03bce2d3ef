using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Access;

/// <summary>The promise: one gateway has a SQLite file; a second one waits a little for it to end, and then says what to do.</summary>
internal sealed class StateLockTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private string _folder = null!;

    private string Path => System.IO.Path.Combine(_folder, "state", "iris.db");

    [SetUp]
    public void Start() => _folder = Directory.CreateTempSubdirectory("iris-lock-").FullName;

    [TearDown]
    public void Stop() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Start_AnotherHasTheFile_IsRefusedAfterFiveSecondsWithAWayOut()
    {
        await using var first = await StartAsync(new TestClock());
        var clock = new TestClock();
        var began = clock.GetUtcNow();
        var second = StartAsync(clock);
        for (var waits = 1; await Task.WhenAny(second, clock.ArmedAsync(Pause, waits)) != second; waits++)
            clock.Advance(Pause);
        Assert.That(
            async () => await second,
            Throws.InvalidOperationException.With.Message.StartsWith($"another gateway uses the state in Images.State.Sqlite, {Path}, ")
                .And.Message.Contains("Images.State.Postgres"));
        Assert.That(clock.GetUtcNow() - began, Is.EqualTo(TimeSpan.FromSeconds(5)));
    }

    [Test]
    public async Task Start_AnotherEndsMeanwhile_HasTheFile()
    {
        var first = await StartAsync(new TestClock());
        var clock = new TestClock();
        var second = StartAsync(clock);
        await clock.ArmedAsync(Pause);
        await first.DisposeAsync();
        clock.Advance(Pause);
        await using var gateway = await second.WaitAsync(Patience.Long);
        Assert.That(File.Exists(Path), "it is in use");
    }

    [Test]
    public async Task Start_EndedWhileItWaits_EndsQuietly()
    {
        await using var first = await StartAsync(new TestClock());
        await File.WriteAllTextAsync(System.IO.Path.Combine(_folder, "proxy.json"), Configuration);
        await using var program = GatewayProgram.Start(_folder, "--urls", "http://127.0.0.1:0");
        await program.LineAsync("another gateway uses the state");
        program.Terminate();
        Assert.That((await program.ExitCodeAsync(), await program.ErrorAsync()), Is.EqualTo((0, "")));
    }

    [Test]
    public async Task Start_NewState_IsReadableByItsOwnerAlone()
    {
        await using var gateway = await StartAsync(new TestClock());
        if (OperatingSystem.IsWindows())
            return;
        var folder = System.IO.Path.GetDirectoryName(Path)!;
        var modes = new Dictionary<string, UnixFileMode>();
        foreach (var path in (string[])[folder, .. Directory.GetFiles(folder)])
            modes[System.IO.Path.GetFileName(path)] = File.GetUnixFileMode(path);
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.That(modes, Is.EquivalentTo(new Dictionary<string, UnixFileMode>
        {
            ["state"] = Owner | UnixFileMode.UserExecute,
            ["iris.db"] = Owner,
            ["iris.db-wal"] = Owner,
            ["iris.db-shm"] = Owner,
            ["iris.db.lock"] = Owner,
        }));
    }

    private string Configuration => ProxyJson.Create(
        new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }, new JsonObject { ["State"] = new JsonObject { ["Sqlite"] = Path } });

    private Task<GatewayHost> StartAsync(TestClock clock) => GatewayHost.StartAsync(Configuration, configure: clock.Install);
}
