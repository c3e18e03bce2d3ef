using System.Collections.Frozen;
using Iris.Transforms.Codecs;
using Yarp.ReverseProxy.Configuration;

namespace Iris.Gateway.Model;

/// <summary>
/// All of proxy.json, read at one moment. Routes (derived ones included), clusters and image settings belong together and are only ever
/// swapped together; whoever serves a request takes one snapshot at its start and keeps it to the end.
/// </summary>
/// <param name="Routes">The file's routes and one derived route per image cluster.</param>
/// <param name="Clusters">All clusters as YARP gets them: an image cluster holds only its usable destinations.</param>
/// <param name="Images">The section <c>Images</c>, gateway-wide values.</param>
/// <param name="ImageClusters">Every cluster with an <c>ImageApi</c>, usable or not; keys ignore case.</param>
internal sealed record ProxySnapshot(
    IReadOnlyList<RouteConfig> Routes,
    IReadOnlyList<ClusterConfig> Clusters,
    ImagesOptions Images,
    FrozenDictionary<string, ImageCluster> ImageClusters)
{
    /// <summary>The longest request body that any image cluster takes, in bytes: all that is known of a limit before the body says which one is asked.</summary>
    public long MostRequestBytes { get; } = Math.Max(Images.RequestBytes, ImageClusters.Count == 0 ? 0 : ImageClusters.Values.Max(cluster => cluster.RequestBytes));
}

/// <summary>A cluster that draws, with the values that apply to it: gateway-wide ones overridden by <c>Images.Clusters.{id}</c>.</summary>
/// <param name="Id">The cluster's id as written in the file: the prefix of <c>id/model</c>.</param>
/// <param name="Provider">What its <c>ImageApi</c> names.</param>
/// <param name="Deadlines">Already capped by their total.</param>
/// <param name="Resilience">Retries, breaker and load of this cluster.</param>
/// <param name="RequestBytes">Longest request body, in bytes.</param>
/// <param name="Destinations">By destination id, unusable ones included; keys ignore case.</param>
internal sealed record ImageCluster(
    string Id,
    ImageProvider Provider,
    DeadlineOptions Deadlines,
    ResilienceOptions Resilience,
    long RequestBytes,
    FrozenDictionary<string, ImageDestination> Destinations)
{
    /// <summary>The provider's name.</summary>
    public string ImageApi => Provider.Name;

    /// <summary>False when no destination has what it needs: a call then answers "no keys found for provider".</summary>
    public bool IsUsable
    {
        get
        {
            foreach (var destination in Destinations.Values)
                if (destination.Unusable is null)
                    return true;
            return false;
        }
    }
}

/// <summary>An address with its credential and weight: what others call a key.</summary>
/// <param name="Id">The destination's id as written in the file.</param>
/// <param name="Address">The API's base, ending in a slash; <see cref="NoAddress"/> when the file names a variable that is not set.</param>
/// <param name="ApiKey">The resolved secret. Never log it.</param>
/// <param name="KeyHeader">The header that carries the bare key, when the provider's usual one does not.</param>
/// <param name="Keyless">The file says that this destination needs no key.</param>
/// <param name="Weight">Share of the calls, 0..1,000,000; 0 receives none while another can.</param>
/// <param name="Models">The models it serves.</param>
/// <param name="Settings">Every other metadata value, resolved. May hold secrets; keys ignore case.</param>
/// <param name="Unusable">Null when usable, else the reason, without any secret.</param>
internal sealed record ImageDestination(
    string Id,
    Uri Address,
    string? ApiKey,
    string? KeyHeader,
    bool Keyless,
    int Weight,
    ModelFilter Models,
    FrozenDictionary<string, string> Settings,
    string? Unusable)
{
    /// <summary>Those of <see cref="Settings"/> that a log may show. Any other may hold a secret: nobody knows what it is.</summary>
    public FrozenSet<string> OpenSettings { get; init; } = [];

    /// <summary>Stands where an address could not be resolved; RFC 2606 guarantees that it leads nowhere.</summary>
    public static Uri NoAddress { get; } = new("http://address-not-set.invalid/");

    /// <summary>Replaces the record's own text, which would print the key into the first log that mentions a destination.</summary>
    public override string ToString() => $"{Id} ({Address.Host})";
}
