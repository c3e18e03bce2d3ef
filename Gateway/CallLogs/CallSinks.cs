using System.Diagnostics.Metrics;
using Iris.Gateway.Calls;
using Iris.Gateway.Telemetry;

namespace Iris.Gateway.CallLogs;

/// <summary>The sinks of finished calls; without one it does nothing.</summary>
internal sealed class CallSinks : IHostedService, IDisposable
{
    private readonly CallDelivery[] _deliveries;

    public CallSinks(IEnumerable<ICallSink> sinks, LineBudget lines, IMeterFactory meters, TimeProvider time, ILogger<CallSinks> logger)
    {
        _deliveries = [.. sinks.Select(sink => new CallDelivery(sink, lines, time, logger))];
        if (_deliveries.Length > 0)
        {
            meters.Create(ImageTelemetry.SourceName).CreateObservableCounter(
                "iris.log.sink.dropped",
                () => _deliveries.Select(delivery => new Measurement<long>(delivery.Dropped, new KeyValuePair<string, object?>("iris.sink", delivery.Name))),
                "{call}", "Finished calls that a sink of the application's has lost.");
        }
    }

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _deliveries.Length == 0;

    /// <summary>Notes a call for each sink. It never waits, and never fails.</summary>
    public void Add(CallRow row)
    {
        foreach (var delivery in _deliveries)
            delivery.Add(row);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var delivery in _deliveries)
            delivery.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_deliveries.Select(delivery => delivery.StopAsync(cancellationToken)));

    public void Dispose()
    {
        foreach (var delivery in _deliveries)
            delivery.Dispose();
    }
}
