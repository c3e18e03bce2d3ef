using Iris.Gateway.Configuration;
using Iris.Gateway.Model;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Endpoints;

/// <summary>A model that clients can name.</summary>
/// <param name="Id">The name to put into a request.</param>
/// <param name="Owner">The cluster that serves it.</param>
/// <param name="Model">Its name there.</param>
/// <param name="Row">What it takes.</param>
/// <param name="Operations">What it can be asked for.</param>
internal readonly record struct ListedModel(string Id, string Owner, string Model, ModelCapabilities Row, ImageOperations Operations);

/// <summary>The models of a configuration.</summary>
/// <param name="snapshot">The configuration.</param>
/// <param name="unixSeconds">The present time, in seconds since 1970: a model that has ended is not listed.</param>
internal sealed class ModelList(ProxySnapshot snapshot, long unixSeconds)
{
    /// <summary>
    /// Aliases first, then each usable cluster's models: those that its destinations name, those that its codec knows, and those that
    /// <c>Images.Capabilities</c> adds.
    /// </summary>
    public IEnumerable<ListedModel> Models()
    {
        var listed = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in snapshot.Images.Models.Keys.Order(StringComparer.Ordinal))
        {
            if (Alias(name) is { } alias && listed.Add(name))
                yield return alias;
        }
        foreach (var cluster in snapshot.ImageClusters.Values.Where(cluster => cluster.Provider.Draws)
            .OrderBy(cluster => cluster.Id, StringComparer.Ordinal))
        {
            foreach (var (model, row) in ModelsOf(cluster))
            {
                var id = $"{cluster.Id}/{model}";
                if (IsServed(cluster, row) && !HasEnded(row) && listed.Add(id))
                    yield return Listed(id, cluster, model, row);
            }
        }
    }

    /// <summary>
    /// The model of this name: a listed one, one that has ended (calls to it are still forwarded), or one that the tables or the file cover by a
    /// pattern; null for any other.
    /// </summary>
    /// <param name="name">An alias, or <c>cluster/model</c>; on a route with a cluster of its own also a model alone.</param>
    /// <param name="images">The beginning of the image route's path, such as <c>/openai/v1/images/</c>.</param>
    public ListedModel? Find(string name, string images)
    {
        if (Alias(name) is { } alias)
            return alias;
        if (snapshot.FindModel(name) is var (named, model))
            return OfCluster(named, model, name);
        var own = snapshot.Routes.FirstOrDefault(route => route.ClusterId is not null
            && route.Metadata?.ContainsKey(ImageRoutes.IngressMetadata) == true
            && route.Match.Path?.StartsWith(images, StringComparison.OrdinalIgnoreCase) == true)?.ClusterId;
        return own is not null && snapshot.ImageClusters.TryGetValue(own, out var cluster) ? OfCluster(cluster, name, name) : null;
    }

    private static ListedModel? OfCluster(ImageCluster cluster, string model, string name)
    {
        if (!cluster.Provider.Draws || model.Length == 0 || Serving(cluster, model) is not { } destination)
            return null;
        var row = cluster.CapabilitiesOf(model, destination);
        // The last row of a table covers every name, and says nothing about a model.
        var isKnown = row.Models != "*" || destination.Models != ModelFilter.All || cluster.Capabilities.Covers(model)
            || ModelsOf(cluster).Any(known => known.Model.Equals(model, StringComparison.OrdinalIgnoreCase));
        return isKnown && IsServed(cluster, row) ? Listed(name, cluster, model, row) : null;
    }

    private ListedModel? Alias(string name)
    {
        if (!snapshot.Images.Models.TryGetValue(name, out var alias))
            return null;
        return snapshot.FindModel(alias.Target) is var (cluster, model) && cluster.Provider.Draws
            && (Serving(cluster, model) ?? cluster.Destinations.Values.FirstOrDefault(IsUsable)) is { } destination
                ? Listed(name, cluster, model, cluster.CapabilitiesOf(model, destination))
                : null;
    }

    private static IEnumerable<(string Model, ModelCapabilities Row)> ModelsOf(ImageCluster cluster)
    {
        string[] known = [.. cluster.Provider.KnownModels, .. cluster.Capabilities.Names];
        foreach (var destination in cluster.Destinations.Values.Where(IsUsable).OrderBy(destination => destination.Id, StringComparer.Ordinal))
        {
            foreach (var model in destination.Models.Names.Concat(known.Where(destination.Models.Allows)))
                yield return (model, cluster.CapabilitiesOf(model, destination));
        }
    }

    private static ImageDestination? Serving(ImageCluster cluster, string model) =>
        cluster.Destinations.Values.FirstOrDefault(destination => IsUsable(destination) && destination.Models.Allows(model));

    private static bool IsUsable(ImageDestination destination) => destination.Unusable is null;

    private static ListedModel Listed(string id, ImageCluster cluster, string model, ModelCapabilities row) =>
        new(id, cluster.Id, model, row, row.Operations & cluster.Provider.Serves);

    private static bool IsServed(ImageCluster cluster, ModelCapabilities row) => (row.Operations & cluster.Provider.Serves) != 0;

    private bool HasEnded(ModelCapabilities row) => row.Retired?.HasCome(unixSeconds) == true;
}
