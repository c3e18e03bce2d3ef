using System.Collections.Frozen;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Prices;
using Iris.Transforms.Requests;
using Yarp.ReverseProxy.Configuration;

namespace Iris.Gateway.Model;

/// <summary>
/// All of proxy.json at one moment. Routes (derived ones included), clusters and image settings belong together and are swapped together. A request
/// takes one snapshot at its start and keeps it to its end.
/// </summary>
/// <param name="Routes">The file's routes and one derived route per image cluster.</param>
/// <param name="Clusters">All clusters as YARP gets them: an image cluster holds only its usable destinations.</param>
/// <param name="Images">The section <c>Images</c>: the settings of the whole gateway.</param>
/// <param name="ImageClusters">Every cluster with an <c>ImageApi</c>, usable or not; keys ignore case.</param>
internal sealed record ProxySnapshot(
    IReadOnlyList<RouteConfig> Routes,
    IReadOnlyList<ClusterConfig> Clusters,
    ImagesOptions Images,
    FrozenDictionary<string, ImageCluster> ImageClusters)
{
    /// <summary>
    /// The most that a request to any image cluster may hold beside picture data, in bytes. It limits a body that has not been read far enough to
    /// know its cluster.
    /// </summary>
    public long MostRequestBytes { get; } =
        Math.Max(Images.RequestBytes, ImageClusters.Count == 0 ? 0 : ImageClusters.Values.Max(cluster => cluster.RequestBytes));

    /// <summary>The smallest of these limits. Picture data is counted in longer bodies only.</summary>
    public long LeastRequestBytes { get; } =
        Math.Min(Images.RequestBytes, ImageClusters.Count == 0 ? long.MaxValue : ImageClusters.Values.Min(cluster => cluster.RequestBytes));

    /// <summary>How many routes the file has itself.</summary>
    public int OwnRoutes => Routes.Count - ImageClusters.Count;

    /// <summary>The image cluster and the model that <c>cluster/model</c> names; null where there is no such cluster.</summary>
    public (ImageCluster Cluster, string Model)? FindModel(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && ImageClusters.TryGetValue(name[..slash], out var cluster) ? (cluster, name[(slash + 1)..]) : null;
    }

    /// <summary>The longest body with its pictures, in bytes; one beyond <see cref="ImagesOptions.BodyBytes"/> could never be read.</summary>
    public long MostBodyBytes => Math.Max(MostRequestBytes, Math.Min(MostRequestBytes + ImagesOptions.PictureBytes, Images.BodyBytes));
}

/// <summary>
/// A cluster with an <c>ImageApi</c>, with its effective values: those of <c>Images.Clusters.{id}</c> override those of the whole gateway.
/// </summary>
/// <param name="Id">The cluster's id as written in the file: the prefix in <c>id/model</c>.</param>
/// <param name="Provider">The provider that its <c>ImageApi</c> names.</param>
/// <param name="Deadlines">The deadlines, already capped by their total.</param>
/// <param name="Resilience">The cluster's retries, breaker and limits of load.</param>
/// <param name="RequestBytes">The most that a request may hold beside picture data, in bytes.</param>
/// <param name="Destinations">All destinations by id, unusable ones included; keys ignore case.</param>
internal sealed record ImageCluster(
    string Id,
    ImageProvider Provider,
    DeadlineOptions Deadlines,
    ResilienceOptions Resilience,
    long RequestBytes,
    FrozenDictionary<string, ImageDestination> Destinations)
{
    /// <summary>
    /// The longest body that is held to be signed on a pass-through route, in bytes: <see cref="RequestBytes"/> where the file sets it.
    /// </summary>
    public long HeldBytes { get; init; } = ImagesOptions.PictureBytes;

    /// <summary>The provider's name.</summary>
    public string ImageApi => Provider.Name;

    /// <summary>What the file says of its models beyond the provider's own table.</summary>
    public CapabilityRules Capabilities { get; init; } = CapabilityRules.None;

    /// <summary>What a model accepts and returns on one of the destinations.</summary>
    public ModelCapabilities CapabilitiesOf(string model, ImageDestination destination) =>
        Capabilities.Apply(model, Provider.CapabilitiesOf(model, destination.Settings, destination.Address));

    /// <summary>The file's own prices, the first table that has a model before the others and before the provider's.</summary>
    public IReadOnlyList<PriceTable> Prices { get; init; } = [];

    /// <summary>The prices of an application's own sources, which count before all others; the first one that has a model does.</summary>
    public IReadOnlyList<PriceBook> AddedPrices { get; init; } = [];

    /// <summary>What a model costs on one of the destinations; null when no table has it.</summary>
    public PriceRow? PriceOf(string model, ImageDestination destination)
    {
        var name = Provider.PricedModel(model, destination.Settings);
        for (var i = 0; i < AddedPrices.Count; i++)
        {
            var table = AddedPrices[i].TableOf(Id);
            if ((table.Find(model) ?? table.Find(name)) is { } row)
                return row;
        }
        for (var i = 0; i < Prices.Count; i++)
        {
            if ((Prices[i].Find(model) ?? Prices[i].Find(name)) is { } row)
                return row;
        }
        return Provider.Prices.Find(name);
    }

    /// <inheritdoc cref="ImageTarget.WorstPrice"/>
    public Usd? WorstPrice(string model, ImageRequest request) => new ImageTarget(this, model, model).WorstPrice(request);

    /// <summary>Whether a destination has what it needs and serves the model.</summary>
    public bool CanServe(string model)
    {
        foreach (var destination in Destinations.Values)
        {
            if (destination.Unusable is null && destination.Models.Allows(model))
                return true;
        }
        return false;
    }

    /// <summary>False when no destination has what it needs: a call is then answered "no keys found for provider".</summary>
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

/// <summary>An address with its credential and weight; other gateways call it a key.</summary>
/// <param name="Id">The destination's id as written in the file.</param>
/// <param name="Address">The API's base URL, ending in a slash; <see cref="NoAddress"/> when the file names a variable that is not set.</param>
/// <param name="ApiKey">The resolved secret. Never log it.</param>
/// <param name="KeyHeader">The header that carries the bare key, when it is not the provider's usual one.</param>
/// <param name="Keyless">True when the file says that this destination needs no key.</param>
/// <param name="Weight">The share of the calls, 0..1,000,000; a destination with 0 gets calls only when no other can serve.</param>
/// <param name="Models">The models it serves.</param>
/// <param name="Settings">Every other metadata value, resolved. May hold secrets; keys ignore case.</param>
/// <param name="Unusable">The reason why it is unusable, without any secret; null when it is usable.</param>
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
    /// <summary>The names of <see cref="Settings"/> that a log may show. Any other setting may hold a secret.</summary>
    public FrozenSet<string> OpenSettings { get; init; } = [];

    /// <inheritdoc cref="ImageProvider.SigningService"/>
    public string? SigningService { get; init; }

    /// <summary>The environment variables that it names and that are not set.</summary>
    public IReadOnlyList<string> MissingVariables { get; init; } = [];

    /// <summary>The address of a destination whose address could not be resolved; RFC 2606 guarantees that it does not exist.</summary>
    public static Uri NoAddress { get; } = new("http://address-not-set.invalid/");

    /// <summary>Replaces the record's own text, which would write the key to the log.</summary>
    public override string ToString() => $"{Id} ({Address.Host})";
}
