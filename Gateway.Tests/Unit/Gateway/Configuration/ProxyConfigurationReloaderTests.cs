using System.Collections.Concurrent;
using System.Diagnostics;
using Iris.Gateway.Configuration;
using Iris.Gateway.Model;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Configuration;

/// <summary>The promise: a good edit is applied whole, a bad one changes nothing and says why, however the file is replaced.</summary>
[TestFixture]
internal sealed class ProxyConfigurationReloaderTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private string directory = null!;
    private string path = null!;
    private RecordingLogger<ProxyConfigurationReloader> log = null!;
    private ProxyConfigurationProvider provider = null!;
    private ProxyConfigurationReloader? reloader;

    [SetUp]
    public void CreateDirectory()
    {
        directory = Directory.CreateTempSubdirectory("iris-").FullName;
        path = Path.Combine(directory, "proxy.json");
        log = new();
    }

    [TearDown]
    public void DeleteDirectory()
    {
        Dispose();
        Directory.Delete(directory, recursive: true);
    }

    public void Dispose() => reloader?.Dispose();

    [Test]
    public async Task Look_NothingChanged_KeepsTheSnapshot()
    {
        var sut = await CreateSut(Heartbeat(1));
        var before = provider.Current;

        await sut.LookAsync();
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        await sut.LookAsync();

        Assert.That(provider.Current, Is.SameAs(before));
        Assert.That(log.Lines, Is.Empty);
    }

    [Test]
    public async Task Look_GoodEdit_IsAppliedWhole()
    {
        var sut = await CreateSut(Heartbeat(1));

        File.WriteAllText(path, Load.WithClusters("""
            "one": { "Metadata": { "ImageApi": "sandbox" }, "Destinations": { "d": { "Address": "http://a/" } } },
            "two": { "Metadata": { "ImageApi": "openai" }, "Destinations": { "d": { "Address": "http://a/", "Metadata": { "ApiKey": "env:GONE" } } } }
            """));
        await sut.LookAsync();

        Assert.That(provider.Current.ImageClusters.Keys, Is.EquivalentTo(new[] { "one", "two" }));
        Assert.That(provider.Current.Routes.Select(r => r.RouteId), Is.EquivalentTo(new[] { "providers/one", "providers/two" }));
        Assert.That(provider.Current.Images.Heartbeat, Is.EqualTo(TimeSpan.FromSeconds(15)));
        Assert.That(log.Lines, Is.Empty);
    }

    [Test]
    public async Task Look_BadEdit_KeepsTheLastGoodAndSaysWhyOnce()
    {
        var sut = await CreateSut(Heartbeat(1));
        var before = provider.Current;

        File.WriteAllText(path, Load.WithImages("""{ "Heartbeat": "soon", "Strict": "x" }"""));
        await sut.LookAsync();
        await sut.LookAsync();

        Assert.That(provider.Current, Is.SameAs(before));
        Assert.That(log.Lines, Has.Count.EqualTo(1));
        Assert.That(log.Lines.Single(), Does.StartWith($"Error the last good configuration stays in force: {path} has 2 errors:\n  Images.Heartbeat (line ")
            .And.Contain("Images.Strict"));

        File.WriteAllText(path, Heartbeat(2));
        await sut.LookAsync();
        Assert.That(provider.Current.Images.Heartbeat, Is.EqualTo(TimeSpan.FromSeconds(2)));
    }

    [Test]
    public async Task Look_TornWriteThenWhole_AppliesTheWhole()
    {
        var sut = await CreateSut(Heartbeat(1));
        var whole = Heartbeat(2);

        for (var cut = 0; cut < whole.Length; cut += 37)
        {
            File.WriteAllText(path, whole[..cut]);
            await sut.LookAsync();
            Assert.That(provider.Current.Images.Heartbeat, Is.EqualTo(TimeSpan.FromSeconds(1)));
        }

        File.WriteAllText(path, whole);
        await sut.LookAsync();
        Assert.That(provider.Current.Images.Heartbeat, Is.EqualTo(TimeSpan.FromSeconds(2)));
    }

    [Test]
    public async Task Look_AtomicRename_IsNoticed()
    {
        var sut = await CreateSut(Heartbeat(1));

        File.WriteAllText(path + ".tmp", Heartbeat(2));
        File.Move(path + ".tmp", path, overwrite: true);
        await sut.LookAsync();

        Assert.That(provider.Current.Images.Heartbeat, Is.EqualTo(TimeSpan.FromSeconds(2)));
    }

    [Test]
    public async Task Look_ConfigMapSwap_IsNoticed()
    {
        // The kubelet replaces files like this: proxy.json → ..data/proxy.json, ..data → a dated directory, replaced by renaming a new link over it.
        Directory.CreateDirectory(Path.Combine(directory, "..2026_1"));
        Directory.CreateDirectory(Path.Combine(directory, "..2026_2"));
        File.WriteAllText(Path.Combine(directory, "..2026_1", "proxy.json"), Heartbeat(1));
        File.WriteAllText(Path.Combine(directory, "..2026_2", "proxy.json"), Heartbeat(2));
        Directory.CreateSymbolicLink(Path.Combine(directory, "..data"), "..2026_1");
        File.CreateSymbolicLink(path, "..data/proxy.json");
        var sut = await CreateSut(null);
        Assert.That(provider.Current.Images.Heartbeat, Is.EqualTo(TimeSpan.FromSeconds(1)));

        Directory.CreateSymbolicLink(Path.Combine(directory, "..data_tmp"), "..2026_2");
        // .NET cannot rename a link to a directory over another one.
        using (var rename = Process.Start("mv", ["-T", Path.Combine(directory, "..data_tmp"), Path.Combine(directory, "..data")]))
        {
            await rename.WaitForExitAsync();
            Assert.That(rename.ExitCode, Is.Zero);
        }

        await sut.LookAsync();

        Assert.That(provider.Current.Images.Heartbeat, Is.EqualTo(TimeSpan.FromSeconds(2)));
    }

    [Test]
    public async Task Look_FileGoneAndBack_WarnsOnceAndGoesOn()
    {
        var sut = await CreateSut(Heartbeat(1));

        File.Delete(path);
        await sut.LookAsync();
        await sut.LookAsync();
        Assert.That(provider.Current.Images.Heartbeat, Is.EqualTo(TimeSpan.FromSeconds(1)));
        Assert.That(log.Lines.Single(), Does.StartWith($"Warning {path} cannot be read, the last good configuration stays in force: "));

        File.WriteAllText(path, Heartbeat(2));
        await sut.LookAsync();
        Assert.That(provider.Current.Images.Heartbeat, Is.EqualTo(TimeSpan.FromSeconds(2)));
    }

    [Test]
    public async Task Look_SecretFileChanged_IsRead()
    {
        var secret = Path.Combine(directory, "key");
        var sut = await CreateSut(Load.WithClusters("""
            "c": { "Metadata": { "ImageApi": "openai" }, "Destinations": { "d": { "Address": "http://a/", "Metadata": { "ApiKey": "file:key" } } } }
            """));
        Assert.That(Destination().Unusable, Is.EqualTo("file key does not exist"));

        File.WriteAllText(secret, "one");
        await sut.LookAsync();
        Assert.That((Destination().ApiKey, Destination().Unusable), Is.EqualTo(("one", (string?)null)));

        File.WriteAllText(secret, "two");
        await sut.LookAsync();
        Assert.That(Destination().ApiKey, Is.EqualTo("two"));

        File.Delete(secret);
        await sut.LookAsync();
        Assert.That(Destination().Unusable, Is.EqualTo("file key does not exist"));

        ImageDestination Destination() => provider.Current.ImageClusters["c"].Destinations["d"];
    }

    [Test]
    public async Task Look_SettingThatNeedsARestart_SaysSo()
    {
        var sut = await CreateSut(Heartbeat(1));

        File.WriteAllText(path, """{ "Urls": "http://*:1", "Images": { "Endpoints": { "Prefix": "/x", "MetricsPort": 1 }, "Drain": { "Timeout": "00:00:01" } } }""");
        await sut.LookAsync();

        Assert.That(log.Lines.Single(), Is.EqualTo(
            "Warning changed, but in force only after a restart: Images.Endpoints.Prefix, Images.Endpoints.MetricsPort, Images.Drain.Timeout, Urls"));
    }

    [Test]
    public async Task Service_LooksOnceASecond()
    {
        var sut = await CreateSut(Heartbeat(1));
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = provider.GetConfig().ChangeToken.RegisterChangeCallback(_ => changed.TrySetResult(), null);
        await sut.StartAsync(default);

        File.WriteAllText(path, Heartbeat(2));
        time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.That(changed.Task.IsCompleted, Is.False);
        time.Advance(TimeSpan.FromMilliseconds(1));

        // Real time only bounds a failure.
        await changed.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await sut.StopAsync(default);
        Assert.That(((ProxySnapshot)Applied()).Images.Heartbeat, Is.EqualTo(TimeSpan.FromSeconds(2)));

        object Applied()
        {
            provider.ConfigurationApplied([provider.GetConfig()]);
            return provider.Current;
        }
    }

    [Test]
    public async Task Provider_ConfigurationNotAppliedYet_IsNotCurrent()
    {
        await CreateSut(Heartbeat(1), listen: false);
        var (before, next) = (provider.Current, await Load.Snapshot(Heartbeat(2)));

        provider.Update(next);
        Assert.That(provider.Current, Is.SameAs(before));
        Assert.That(provider.GetConfig().Routes, Is.SameAs(next.Routes));

        provider.ConfigurationApplyingFailed([provider.GetConfig()], new InvalidOperationException());
        Assert.That(provider.Current, Is.SameAs(before));

        provider.ConfigurationApplied([provider.GetConfig()]);
        Assert.That(provider.Current, Is.SameAs(next));
    }

    [Test]
    public async Task Provider_Applied_NamesNewlyUnusableClustersOnly()
    {
        const string Unusable = """ "c": { "Metadata": { "ImageApi": "openai" }, "Destinations": { "d": { "Address": "http://a/", "Metadata": { "ApiKey": "env:GONE" } } } } """;
        const string Another = """, "e": { "Metadata": { "ImageApi": "azure" }, "Destinations": { "d": { "Address": "env:GONE" } } } """;
        var lines = new RecordingLogger<ProxyConfigurationProvider>();
        var sut = new ProxyConfigurationProvider(await Load.Snapshot(Load.WithClusters(Unusable)), lines);

        sut.ConfigurationApplied([sut.GetConfig()]);
        sut.ConfigurationApplied([sut.GetConfig()]);
        sut.Update(await Load.Snapshot(Load.WithClusters(Unusable + Another)));
        sut.ConfigurationApplied([sut.GetConfig()]);

        Assert.That(lines.Lines, Is.EqualTo(new[]
        {
            "Information configuration applied: 0 routes, 1 clusters",
            "Information configuration applied: 0 routes, 2 clusters",
            "Warning image cluster e is configured but unusable: d: environment variable GONE is not set",
        }));
    }

    private static string Heartbeat(int seconds) => Load.WithImages($$"""{ "Heartbeat": "00:00:0{{seconds}}" }""");

    private async Task<ProxyConfigurationReloader> CreateSut(string? json, bool listen = true)
    {
        if (json is not null)
            await File.WriteAllTextAsync(path, json);

        var file = new ProxyConfigurationFile(path);
        var loader = Load.Loader();
        var content = file.Read(out _)!;
        var loaded = await loader.LoadAsync(content, directory);
        Assert.That(loaded.Errors, Is.Empty);

        provider = new ProxyConfigurationProvider(loaded.Snapshot!, NullLogger<ProxyConfigurationProvider>.Instance);
        if (listen)
            ChangeToken.OnChange(() => provider.GetConfig().ChangeToken, () => provider.ConfigurationApplied([provider.GetConfig()]));
        return reloader = new ProxyConfigurationReloader(new ProxyConfiguration(file, content, loader, loaded), provider, time, log);
    }

    private sealed class RecordingLogger<T> : ILogger<T>
    {
        private readonly ConcurrentQueue<string> lines = new();

        public IReadOnlyList<string> Lines => [.. lines];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {formatter(state, exception)}");
    }
}
