using Iris.Gateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Iris.Gateway.Tests.Promises.Reload;

/// <summary>A gateway whose clock, and so its look at the file once a second, is in the test's hand.</summary>
internal sealed class ReloadingGateway : IAsyncDisposable
{
    private ReloadingGateway(GatewayHost host, FakeTimeProvider time) => (Host, Time) = (host, time);

    public GatewayHost Host { get; }

    public FakeTimeProvider Time { get; }

    public static async Task<ReloadingGateway> StartAsync(string file, string? directory = null)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        return new(await GatewayHost.StartAsync(file, configure: builder => builder.Services.AddSingleton<TimeProvider>(time), directory: directory),
            time);
    }

    /// <summary>Replaces the file by renaming another over it, and waits until the gateway runs on it.</summary>
    public async Task EditAsync(string file)
    {
        await File.WriteAllTextAsync(Host.ConfigPath + ".new", file);
        await ApplyAsync(() =>
        {
            File.Move(Host.ConfigPath + ".new", Host.ConfigPath, overwrite: true);
            return Task.CompletedTask;
        });
    }

    /// <summary>Makes a change and waits until the gateway has applied it.</summary>
    public Task ApplyAsync(Func<Task> change) => LookAsync(change, "ConfigurationApplied");

    /// <summary>Makes a change, lets the gateway look, and waits until it has said so.</summary>
    public async Task LookAsync(Func<Task> change, string eventName)
    {
        var before = Count(eventName);
        await change();
        Time.Advance(TimeSpan.FromSeconds(1));
        await Answers.EventuallyAsync(() => Count(eventName) > before, $"the log line {eventName}");
    }

    /// <summary>Lets the clock run until something is done.</summary>
    public Task RunUntilAsync(Task done, string what) => Answers.EventuallyAsync(
        () =>
        {
            if (done.IsCompleted)
                return true;
            Time.Advance(TimeSpan.FromSeconds(1));
            return false;
        },
        what);

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private int Count(string eventName) => Host.Logs.Entries.Count(entry => entry.Id.Name == eventName);
}
