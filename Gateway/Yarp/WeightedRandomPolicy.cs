using Iris.Gateway.Calls;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Model;

namespace Iris.Gateway.Yarp;

/// <summary>
/// Chooses a destination at random, in proportion to <c>Metadata.Weight</c>. Destinations of weight 0 are chosen only when no other is left
/// (docs/contract.md, section 7.3).
/// </summary>
internal sealed class WeightedRandomPolicy(Random random) : ILoadBalancingPolicy
{
    /// <summary>The policy's name in proxy.json.</summary>
    public const string PolicyName = "WeightedRandom";

    public string Name => PolicyName;

    public DestinationState? PickDestination(HttpContext context, ClusterState cluster, IReadOnlyList<DestinationState> availableDestinations)
    {
        if (availableDestinations.Count <= 1)
            return availableDestinations.Count == 0 ? null : availableDestinations[0];
        // Without an image or pass-through call an ordinary route uses the policy, and its destinations have no weights.
        var destinations = context.Features.Get<ImageCall>()?.Serving?.Target.Cluster.Destinations
            ?? context.Features.Get<PassThroughCall>()?.Cluster.Destinations;
        long total = 0;
        foreach (var destination in availableDestinations)
            total += WeightOf(destination);
        if (total == 0)
            return availableDestinations[random.Next(availableDestinations.Count)];
        var drawn = random.NextInt64(total);
        foreach (var destination in availableDestinations)
        {
            drawn -= WeightOf(destination);
            if (drawn < 0)
                return destination;
        }
        return availableDestinations[^1];

        int WeightOf(DestinationState destination) =>
            destinations is not null && destinations.TryGetValue(destination.DestinationId, out var known) ? known.Weight : 1;
    }
}
