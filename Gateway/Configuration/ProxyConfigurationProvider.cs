using Iris.Gateway.Model;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Configuration;

namespace Iris.Gateway.Configuration;

/// <summary>
/// Hands snapshots to YARP and publishes each as <see cref="Current"/> once YARP runs on it. YARP reports that through
/// <see cref="IConfigChangeListener"/>; it applies a configuration on the thread that signals the change token.
/// </summary>
internal sealed partial class ProxyConfigurationProvider : IProxyConfigProvider, IConfigChangeListener
{
    private readonly ILogger<ProxyConfigurationProvider> logger;
    private volatile ProxySnapshot current;
    private volatile ProxySnapshot? announced;
    private volatile SnapshotConfig latest;

    public ProxyConfigurationProvider(ProxySnapshot first, ILogger<ProxyConfigurationProvider> logger)
    {
        this.logger = logger;
        current = first;
        latest = new SnapshotConfig(first);
    }

    /// <summary>
    /// The snapshot whose routes and clusters YARP runs on. Read it once per request. YARP may swap in a route a moment before its snapshot is
    /// published; a cluster that is missing here is answered like an unknown one.
    /// </summary>
    public ProxySnapshot Current => current;

    /// <summary>The latest snapshot that YARP has refused; null where it never has.</summary>
    public ProxySnapshot? Refused { get; private set; }

    public IProxyConfig GetConfig() => latest;

    /// <summary>Offers the next snapshot to YARP; <see cref="Current"/> changes when YARP has applied it.</summary>
    /// <param name="next">The snapshot.</param>
    /// <param name="changes">What is new in it, for the log, behind the numbers of routes and clusters.</param>
    public void Update(ProxySnapshot next, string? changes = null)
    {
        var previous = latest;
        latest = new SnapshotConfig(next, changes);
        previous.SignalChange();
    }

    public void ConfigurationLoadingFailed(IProxyConfigProvider configProvider, Exception exception)
    {
    }

    public void ConfigurationLoaded(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
    }

    public void ConfigurationApplied(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
        // A destination resolver wraps the configuration in its own type; the applied one is then the latest.
        var config = proxyConfigs.OfType<SnapshotConfig>().FirstOrDefault() ?? latest;
        var applied = config.Snapshot;
        var before = announced;
        current = applied;
        announced = applied;
        if (ReferenceEquals(before, applied))
            return;

        Log.Applied(logger, applied.OwnRoutes, applied.Clusters.Count, config.Changes ?? "");
        // The start-up report tells about the first snapshot.
        if (before is not null)
            TellUsability(before, applied);
    }

    private void TellUsability(ProxySnapshot before, ProxySnapshot applied)
    {
        foreach (var cluster in applied.ImageClusters.Values)
        {
            var wasUsable = before.ImageClusters.TryGetValue(cluster.Id, out var old) ? old.IsUsable : (bool?)null;
            if (!cluster.IsUsable && wasUsable != false)
                Log.Unusable(logger, cluster.Id, string.Join("; ", cluster.Destinations.Values.Select(d => $"{d.Id}: {d.Unusable}")));
            else if (cluster.IsUsable && wasUsable == false)
                Log.Usable(logger, cluster.Id);
        }
    }

    public void ConfigurationApplyingFailed(IReadOnlyList<IProxyConfig> proxyConfigs, Exception exception)
    {
        Refused = latest.Snapshot;
        Log.Refused(logger, exception);
    }

    private sealed class SnapshotConfig : IProxyConfig
    {
        private readonly Action signal;

        public SnapshotConfig(ProxySnapshot snapshot, string? changes = null)
        {
            Snapshot = snapshot;
            Changes = changes;
            // Never disposed: YARP may still register with its token, and it holds neither a timer nor a wait handle.
            var change = new CancellationTokenSource();
            ChangeToken = new CancellationChangeToken(change.Token);
            signal = () => change.Cancel(throwOnFirstException: false);
        }

        public ProxySnapshot Snapshot { get; }

        public string? Changes { get; }

        public IReadOnlyList<RouteConfig> Routes => Snapshot.Routes;

        public IReadOnlyList<ClusterConfig> Clusters => Snapshot.Clusters;

        public IChangeToken ChangeToken { get; }

        public void SignalChange() => signal();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "configuration applied: {Routes} routes, {Clusters} clusters{Changes}", EventName = "ConfigurationApplied")]
        public static partial void Applied(ILogger logger, int routes, int clusters, string changes);

        [LoggerMessage(2, LogLevel.Warning, "image cluster {Cluster} is configured but unusable: {Reasons}", EventName = "ClusterUnusable")]
        public static partial void Unusable(ILogger logger, string cluster, string reasons);

        [LoggerMessage(4, LogLevel.Information, "image cluster {Cluster} is usable again", EventName = "ClusterUsable")]
        public static partial void Usable(ILogger logger, string cluster);

        [LoggerMessage(3, LogLevel.Error, "YARP refused the configuration; the last good one stays in force", EventName = "ConfigurationRefused")]
        public static partial void Refused(ILogger logger, Exception exception);
    }
}
