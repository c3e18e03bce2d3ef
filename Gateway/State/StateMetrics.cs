using System.Diagnostics.Metrics;

namespace Iris.Gateway.State;

/// <summary>Whether the store answers, where there is one.</summary>
internal sealed class StateMetrics(IMeterFactory meters, StateService state) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (state.Database is not null)
        {
            var meter = meters.Create("Iris.Gateway");
            meter.CreateObservableCounter(
                "iris.state.lost", () => state.Ledger.Lost, "{call}", "Calls whose usage was never counted, because the store was away for too long.");
            meter.CreateObservableGauge(
                "iris.state.reachable", () => state.IsReachable ? 1 : 0, null, "Whether the last write to the store of usage and of the log of calls succeeded: 0 or 1.");
        }
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
