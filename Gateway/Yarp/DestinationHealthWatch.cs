using System.Runtime.CompilerServices;
using Iris.Gateway.Telemetry;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Iris.Gateway.Yarp;

/// <summary>
/// Tells when a destination becomes unhealthy or healthy again. YARP's checks, active and passive, and the end of a passive check's pause all ask
/// <see cref="IClusterDestinationsUpdater"/> to choose the available destinations anew, so that this one stands in front of YARP's own.
/// </summary>
internal sealed class DestinationHealthWatch(
    [FromKeyedServices(DestinationHealthWatch.Inner)] IClusterDestinationsUpdater inner, FailureTelemetry telemetry) : IClusterDestinationsUpdater
{
    /// <summary>The key of YARP's own.</summary>
    public const string Inner = "inner";

    // Keyed by YARP's object, which a reload replaces and nobody else keeps.
    private readonly ConditionalWeakTable<DestinationState, object> _unhealthy = [];
    private readonly Lock _lock = new();

    /// <summary>Whether no check has found the destination unhealthy.</summary>
    public static bool IsHealthy(DestinationState destination) =>
        destination.Health is { Active: not DestinationHealth.Unhealthy, Passive: not DestinationHealth.Unhealthy };

    public void UpdateAvailableDestinations(ClusterState cluster)
    {
        inner.UpdateAvailableDestinations(cluster);
        Compare(cluster);
    }

    public void UpdateAllDestinations(ClusterState cluster)
    {
        inner.UpdateAllDestinations(cluster);
        Compare(cluster);
    }

    private void Compare(ClusterState cluster)
    {
        lock (_lock)
        {
            foreach (var (id, destination) in cluster.Destinations)
            {
                var isHealthy = IsHealthy(destination);
                if (isHealthy ? !_unhealthy.Remove(destination) : !_unhealthy.TryAdd(destination, telemetry))
                    continue;
                telemetry.HealthChanges(
                    cluster.ClusterId, id, isHealthy, destination.Health.Active == DestinationHealth.Unhealthy ? "the active check fails" : "its calls fail (passive check)");
            }
        }
    }
}
