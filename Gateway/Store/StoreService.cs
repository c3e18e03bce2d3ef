using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Iris.Gateway.Calls;
using Iris.Gateway.Configuration;
using Iris.Gateway.State;

namespace Iris.Gateway.Store;

/// <summary>
/// The store in force, and the rounds that keep it within its bounds. Where it lies stands in the file at the start; a reload does not change that.
/// </summary>
internal sealed partial class StoreService : IHostedService, IDisposable
{
    /// <summary>How often what is to go is looked for.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>How long one thing that nobody waits for may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const string Subject = "store";

    private readonly IMeterFactory _meters;
    private readonly LineBudget _lines;
    private readonly ILogger<StoreService> _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, byte> _followed = [];
    private readonly StoreCleaner? _cleaner;
    private PeriodicTimer? _timer;
    private Task _loop = Task.CompletedTask;

    public StoreService(
        ProxyConfiguration configuration, StoreFactory factory, StateService state, LineBudget lines, IMeterFactory meters, ILogger<StoreService> logger)
    {
        (_meters, _lines, _logger) = (meters, lines, logger);
        if (configuration.Snapshot.Images.Store is not { } options)
            return;
        Files = factory.Create(options, state.Database!);
        Addresses = StoreFactory.AddressesOf(Files, configuration.Snapshot.Images.EndpointsPrefix);
        Endpoints = new FileEndpoints(Files, Addresses, factory.Ids);
        _cleaner = new StoreCleaner(Files);
    }

    /// <summary>The files; null where no store is configured.</summary>
    public FileStore? Files { get; }

    /// <summary>The addresses of pictures; null where no store is configured.</summary>
    public FileAddresses? Addresses { get; }

    /// <summary>Serves them; null where no store is configured.</summary>
    public FileEndpoints? Endpoints { get; }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (Files is null)
            return Task.CompletedTask;
        var (meter, counters) = (_meters.Create("Iris.Gateway"), Files.Counters);
        meter.CreateObservableGauge("iris.store.bytes", () => counters.Bytes, "By", "What the files of the store take.");
        meter.CreateObservableGauge("iris.store.files", () => counters.Files, "{file}", "Files in the store.");
        meter.CreateObservableCounter("iris.store.failures", () => counters.Failures, "{file}", "Files that the store could not keep.");
        _timer = new PeriodicTimer(Interval, Files.Time);
        _loop = RunAsync();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        _timer?.Dispose();
        await _loop;
        await Task.WhenAll(_followed.Keys).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        _stop.Dispose();
        Files?.Blobs.Dispose();
    }

    /// <summary>Waits, when the gateway ends, for something that nobody else waits for.</summary>
    public void Follow(Task task)
    {
        _followed.TryAdd(task, 0);
        task.ContinueWith(done => _followed.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>Tells the operator of a file that the store could not keep, and counts it.</summary>
    public void Tell(StoreException failure)
    {
        Files!.Counters.Fail();
        if (_lines.Takes(Subject))
            Log.NotKept(_logger, failure.Message, failure.InnerException?.Message);
    }

    private async Task RunAsync()
    {
        // Off the start's own thread.
        await Task.Yield();
        try
        {
            do
                await CleanAsync();
            while (await _timer!.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // The gateway ends.
        }
    }

    private async Task CleanAsync()
    {
        try
        {
            await _cleaner!.CleanAsync(_stop.Token);
        }
        catch (Exception e) when (Blobs.IsFailure(e) || StateDatabase.IsFailure(e) || e is StoreException)
        {
            if (_lines.Takes(Subject))
                Log.NotCleaned(_logger, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A file could not be stored: {Reason} ({Cause}).", EventName = "FileNotStored")]
        public static partial void NotKept(ILogger logger, string reason, string? cause);

        [LoggerMessage(2, LogLevel.Warning, "Old files of the store could not be deleted: {Reason}. It is tried again.", EventName = "StoreNotCleaned")]
        public static partial void NotCleaned(ILogger logger, string reason);
    }
}
