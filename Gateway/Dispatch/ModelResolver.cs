using Iris.Gateway.Ingress;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;
using Iris.Transforms.Requests;

namespace Iris.Gateway.Dispatch;

/// <summary>The targets of a request.</summary>
/// <param name="Primary">The target that the request names; null with an error.</param>
/// <param name="Error">The reason why the primary's name leads nowhere.</param>
/// <param name="Fallbacks">The targets to try after it, in their order. One of them may have no usable destination.</param>
/// <param name="Provider">The primary's provider as far as it is known.</param>
/// <param name="Model">The primary's model as the client named it, as far as it is known.</param>
internal sealed record Resolution(ImageTarget? Primary, ImageError? Error, IReadOnlyList<ImageTarget> Fallbacks, string? Provider, string? Model);

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
        IReadOnlyList<ImageTarget> fallbacks = Fallbacks(snapshot, route, primary?.Cluster.Id ?? route.ClusterId, request, alias) ?? [];
        if (primary is not null)
            return new Resolution(primary, null, fallbacks, primary.Cluster.Id, primary.Asked);
        var (provider, model) = Split(route.Deployment ?? request.Model);
        return new Resolution(null, error, fallbacks, provider ?? route.ClusterId, model);
    }

    // The client's own fallbacks replace those of the alias.
    private static List<ImageTarget>? Fallbacks(
        ProxySnapshot snapshot, IngressRoute route, string? primary, ImageRequest request, ModelAlias? alias)
    {
        if (request.Fallbacks.Count == 0 && alias is not { Fallbacks.Count: > 0 })
            return null;
        var targets = new List<ImageTarget>();
        foreach (var entry in request.Fallbacks.Count > 0 ? request.Fallbacks : alias!.Fallbacks.Select(name => new FallbackEntry(null, name)))
            AddFallback(snapshot, route, primary, entry, targets);
        return targets;
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
    private static void AddFallback(ProxySnapshot snapshot, IngressRoute route, string? primary, FallbackEntry entry, List<ImageTarget> targets)
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
            else if (route.Source != ModelSource.Prefix && primary is not null)
                // On OpenAI-shaped routes a model without a prefix, or with an unknown one, belongs to the primary target's provider.
                Target(snapshot, primary, entry.Model, out target);
            else
                return;
        }
        // One that cannot be tried stays in the list: the trail tells why it is passed over.
        if (target is not null)
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
