using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Requests;

namespace Iris.Gateway.Model;

/// <summary>The provider and model, after resolving aliases, of a request or of one of its fallbacks. It belongs to one call.</summary>
/// <param name="Cluster">The cluster that serves.</param>
/// <param name="Model">The model's name at the provider.</param>
/// <param name="Asked">The name that the client used, without the provider's prefix; an alias stays an alias.</param>
internal sealed record ImageTarget(ImageCluster Cluster, string Model, string Asked)
{
    // The rows that have been looked up. Most clusters have one destination.
    private (ImageDestination Destination, ModelCapabilities Row)? _first;
    private Dictionary<ImageDestination, ModelCapabilities>? _others;

    /// <summary>The cluster's codec.</summary>
    public ImageProvider Provider => Cluster.Provider;

    /// <summary>What the model accepts and returns on one of the destinations. It is looked up once a call.</summary>
    public ModelCapabilities CapabilitiesOf(ImageDestination destination)
    {
        if (_first is { } first && ReferenceEquals(first.Destination, destination))
            return first.Row;
        if (_others?.TryGetValue(destination, out var known) == true)
            return known;
        var row = Cluster.CapabilitiesOf(Model, destination);
        if (_first is null)
            _first = (destination, row);
        else
            (_others ??= new(ReferenceEqualityComparer.Instance)).Add(destination, row);
        return row;
    }

    /// <summary>
    /// What a request costs at most, on whichever destination serves it; null when that is unknown, or when no destination can serve it.
    /// </summary>
    public Usd? WorstPrice(ImageRequest request)
    {
        Usd? worst = null;
        foreach (var destination in Cluster.Destinations.Values)
        {
            if (destination.Unusable is not null || !destination.Models.Allows(Model))
                continue;
            if (CallPrice.Worst(Cluster.PriceOf(Model, destination), request, CapabilitiesOf(destination)) is not { } price)
                return null;
            worst = worst > price ? worst : price;
        }
        return worst;
    }
}
