using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using Iris.Gateway.Model;

namespace Iris.Gateway.Legs;

/// <summary>A destination's places and its retry and breaker.</summary>
/// <param name="Options">What they were made from.</param>
/// <param name="Places">One permit per exchange under way.</param>
/// <param name="Pipeline">Around each order.</param>
internal sealed record DestinationResilience(
    ResilienceOptions Options, RateLimiter Places, LegPipeline Pipeline);

/// <summary>
/// Keeps the state of every destination's breaker and queue. It outlives YARP's HTTP clients, which a reload re-creates: an
/// edited file must not close an open breaker.
/// </summary>
internal sealed class ResilienceRegistry(TimeProvider time, Random random)
{
    private readonly ConcurrentDictionary<(string Cluster, string Destination), DestinationResilience> _entries = new();

    /// <summary>The entry of a destination; a new one only when its options have changed.</summary>
    public DestinationResilience For(ImageCluster cluster, ImageDestination destination)
    {
        var key = (cluster.Id, destination.Id);
        var options = cluster.Resilience;
        if (_entries.TryGetValue(key, out var entry) && entry.Options == options)
            return entry;
        return _entries.AddOrUpdate(key, _ => Create(options), (_, old) => old.Options == options ? old : Create(options));
    }

    private DestinationResilience Create(ResilienceOptions options) => new(
        options,
        new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = options.Concurrency,
            QueueLimit = options.Queue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        }),
        new LegPipeline(options, time, random));
}
