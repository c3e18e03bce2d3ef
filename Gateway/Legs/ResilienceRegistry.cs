using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using Iris.Gateway.Model;
using Iris.Gateway.Telemetry;

namespace Iris.Gateway.Legs;

/// <summary>The places of a destination, and its retry and breaker.</summary>
/// <param name="Options">The options that they were created from.</param>
/// <param name="Places">One permit per running exchange.</param>
/// <param name="Pipeline">The retry and breaker around each order.</param>
internal sealed record DestinationResilience(
    ResilienceOptions Options, RateLimiter Places, LegPipeline Pipeline);

/// <summary>
/// Keeps the state of every destination's breaker and queue. It outlives YARP's HTTP clients, which a reload re-creates, because a changed file
/// must not close an open breaker.
/// </summary>
internal sealed class ResilienceRegistry(TimeProvider time, Random random, FailureTelemetry telemetry)
{
    private readonly ConcurrentDictionary<(string Cluster, string Destination), DestinationResilience> _entries = new();

    /// <summary>The entry of a destination; replaced only when its options change.</summary>
    public DestinationResilience For(ImageCluster cluster, ImageDestination destination)
    {
        var key = (cluster.Id, destination.Id);
        var options = cluster.Resilience;
        if (_entries.TryGetValue(key, out var entry) && entry.Options == options)
            return entry;
        return _entries.AddOrUpdate(
            key, added => Create(added, options), (changed, old) => old.Options == options ? old : Create(changed, options));
    }

    /// <summary>The entry of a destination that has been called; else null.</summary>
    public DestinationResilience? Find(string cluster, string destination) => _entries.GetValueOrDefault((cluster, destination));

    private DestinationResilience Create((string Cluster, string Destination) key, ResilienceOptions options) => new(
        options,
        new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = options.Concurrency,
            QueueLimit = options.Queue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        }),
        new LegPipeline(options, time, random, new LegWatch(telemetry, key.Cluster, key.Destination)));
}
