using Iris.Gateway.Ingress;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;
using Iris.Transforms.Requests;

namespace Iris.Gateway.Dispatch;

/// <summary>The targets of a request in the order of trying, or the reason why there are none.</summary>
/// <param name="Targets">The targets, the primary first; empty with an error.</param>
/// <param name="Error">Set when the primary cannot be resolved.</param>
/// <param name="Provider">The named provider, when it is known.</param>
/// <param name="Model">The named model, when it is known.</param>
internal sealed record Resolution(IReadOnlyList<ImageTarget> Targets, ImageError? Error, string? Provider, string? Model);

/// <summary>
/// Resolves model names to targets (docs/contract.md, section 2 and appendix A.5): aliases first, then <c>provider/model</c> split at the first
/// slash, then the route's own cluster.
/// </summary>
internal static class ModelResolver
{
    /// <summary>Resolves the model and the fallbacks of a request.</summary>
    public static Resolution Resolve(ProxySnapshot snapshot, IngressRoute route, ImageRequest request)
    {
        var images = snapshot.Images;
        ModelAlias? alias = null;
        ImageTarget? primary;
        ImageError? error;
        if (route.Deployment is not null)
        {
            error = ResolveDeployment(snapshot, route, out primary);
        }
        else if (route.Source != ModelSource.PathCluster && images.Models.TryGetValue(request.Model, out alias))
        {
            error = ResolveName(snapshot, route, alias.Target, out primary);
            primary = primary is null ? null : primary with { Asked = request.Model };
        }
        else
        {
            error = ResolveName(snapshot, route, request.Model, out primary);
        }
        if (error is not null || primary is null)
        {
            var (provider, model) = Split(route.Deployment ?? request.Model);
            return new Resolution([], error, provider ?? route.ClusterId, model);
        }

        var targets = new List<ImageTarget> { primary };
        // The client's own fallbacks replace those of the alias.
        if (request.Fallbacks.Count > 0)
        {
            foreach (var entry in request.Fallbacks)
                AddFallback(snapshot, route, primary, entry, targets);
        }
        else if (alias is not null)
        {
            foreach (var name in alias.Fallbacks)
                AddFallback(snapshot, route, primary, new FallbackEntry(null, name), targets);
        }
        return new Resolution(targets, null, primary.Cluster.Id, primary.Asked);
    }

    private static ImageError? ResolveName(ProxySnapshot snapshot, IngressRoute route, string name, out ImageTarget? target)
    {
        target = null;
        var (prefix, rest) = Split(name);
        if (route.Source == ModelSource.PathCluster)
        {
            // The path has already chosen the cluster; the model may still have the cluster's prefix.
            var model = string.Equals(prefix, route.ClusterId, StringComparison.OrdinalIgnoreCase) ? rest : name;
            return Target(snapshot, route.ClusterId!, model, out target);
        }
        if (prefix is not null && snapshot.ImageClusters.ContainsKey(prefix))
            return Target(snapshot, prefix, rest, out target);
        if (route.Source != ModelSource.Prefix && route.ClusterId is not null)
            return Target(snapshot, route.ClusterId, name, out target);
        return string.IsNullOrEmpty(prefix) ? ModelHints.NoProvider(snapshot, name) : ModelHints.UnknownProvider(snapshot, prefix);
    }

    // A route of Azure's form always has a cluster; the loader checks that.
    private static ImageError? ResolveDeployment(ProxySnapshot snapshot, IngressRoute route, out ImageTarget? target)
    {
        target = null;
        if (route.Deployment!.Length > ModelName.Most)
            return ImageError.Invalid($"'model' must be at most {ModelName.Most} characters long.", "model", "invalid_value");
        var (prefix, rest) = Split(route.Deployment!);
        return prefix is null
            ? Target(snapshot, route.ClusterId!, route.Deployment!, out target)
            : Target(snapshot, prefix, rest, out target);
    }

    private static ImageError? Target(ProxySnapshot snapshot, string clusterId, string model, out ImageTarget? target)
    {
        target = null;
        if (!snapshot.ImageClusters.TryGetValue(clusterId, out var cluster))
            return ModelHints.UnknownProvider(snapshot, clusterId);
        if (model.Length == 0)
            return ModelHints.NoProvider(snapshot, model);
        target = new ImageTarget(cluster, model, model);
        return null;
    }

    // An entry without a known provider is skipped without a report (docs/contract.md, sections 3.6 and 7.1).
    private static void AddFallback(ProxySnapshot snapshot, IngressRoute route, ImageTarget primary, FallbackEntry entry, List<ImageTarget> targets)
    {
        ImageTarget? target;
        if (entry.Provider is not null)
        {
            Target(snapshot, entry.Provider, entry.Model, out target);
        }
        else if (snapshot.Images.Models.TryGetValue(entry.Model, out var alias))
        {
            ResolveName(snapshot, WithoutPin(route), alias.Target, out target);
        }
        else
        {
            var (prefix, rest) = Split(entry.Model);
            if (prefix is not null && snapshot.ImageClusters.ContainsKey(prefix))
                Target(snapshot, prefix, rest, out target);
            else if (route.Source != ModelSource.Prefix)
                // On OpenAI-shaped routes a model without a prefix, or with an unknown one, belongs to the primary target's provider.
                Target(snapshot, primary.Cluster.Id, entry.Model, out target);
            else
                return;
        }
        // A provider without an image API stays in the list although it may have no key: its attempt fails before sending, and the trail tells the
        // reason.
        if (target is { Cluster.IsUsable: true } or { Provider.Draws: false })
            targets.Add(target);
    }

    // The path chooses only the cluster of the request's own model; an alias among the fallbacks names its own cluster.
    private static IngressRoute WithoutPin(IngressRoute route) =>
        route.Source == ModelSource.PathCluster ? route with { Source = ModelSource.RouteCluster } : route;

    private static (string? Prefix, string Model) Split(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (null, name) : (name[..slash], name[(slash + 1)..]);
    }
}
