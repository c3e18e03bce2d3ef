using System.Diagnostics.Metrics;
using Iris.Gateway.Configuration;
using Iris.Gateway.Legs;
using Iris.Gateway.Telemetry;
using Yarp.ReverseProxy;

namespace Iris.Gateway.Yarp;

/// <summary>
/// Gauges of destinations, read when metrics are collected: breaker, places and queue of every image destination that has been called, and the health
/// of every destination that YARP checks. A destination that is no longer in the file is not measured any more.
/// </summary>
internal sealed class DestinationMetrics(
    IMeterFactory meters, ProxyConfigurationProvider configuration, ResilienceRegistry resilience, IProxyStateLookup state) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = meters.Create(ImageTelemetry.SourceName);
        meter.CreateObservableGauge(
            "iris.breaker.state", () => Measure(entry => (int?)entry.Pipeline.Breaker), null, "State of a destination's breaker: 0 closed, 1 half open, 2 open.");
        meter.CreateObservableUpDownCounter(
            "iris.places.used", () => Measure(entry => entry.Options.Concurrency - entry.Places.GetStatistics()?.CurrentAvailablePermits), "{call}",
            "Calls that run at a destination.");
        meter.CreateObservableUpDownCounter(
            "iris.places.limit", () => Measure(entry => (long?)entry.Options.Concurrency), "{call}", "The most calls that may run at a destination.");
        meter.CreateObservableUpDownCounter(
            "iris.queue.length", () => Measure(entry => entry.Places.GetStatistics()?.CurrentQueuedCount), "{call}", "Calls that wait for a place at a destination.");
        meter.CreateObservableUpDownCounter(
            "iris.queue.limit", () => Measure(entry => (long?)entry.Options.Queue), "{call}", "The most calls that may wait.");
        meter.CreateObservableGauge(
            "iris.destination.healthy", MeasureHealth, null, "Whether a destination that is checked is healthy: 0 or 1.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<Measurement<T>> Measure<T>(Func<DestinationResilience, T?> read) where T : struct
    {
        foreach (var cluster in configuration.Current.ImageClusters.Values)
        {
            foreach (var destination in cluster.Destinations.Keys)
            {
                if (resilience.Find(cluster.Id, destination) is { } entry && read(entry) is { } value)
                    yield return Of(value, cluster.Id, destination);
            }
        }
    }

    private IEnumerable<Measurement<int>> MeasureHealth()
    {
        foreach (var cluster in state.GetClusters())
        {
            if (!IsChecked(cluster.Model.Config.HealthCheck))
                continue;
            foreach (var destination in cluster.DestinationsState.AllDestinations)
                yield return Of(DestinationHealthWatch.IsHealthy(destination) ? 1 : 0, cluster.ClusterId, destination.DestinationId);
        }
    }

    private static bool IsChecked(global::Yarp.ReverseProxy.Configuration.HealthCheckConfig? check) =>
        check is { Active.Enabled: true } or { Passive.Enabled: true };

    private static Measurement<T> Of<T>(T value, string cluster, string destination) where T : struct =>
        new(value, new KeyValuePair<string, object?>("iris.cluster", cluster), new KeyValuePair<string, object?>("iris.destination", destination));
}
