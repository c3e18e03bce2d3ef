using System.Collections.Frozen;
using Iris.Gateway.Model;
using Microsoft.AspNetCore.Routing.Patterns;
using Yarp.ReverseProxy.Configuration;

namespace Iris.Gateway.Configuration;

/// <summary>Checks the routes of the file, and derives a route for each image cluster.</summary>
/// <param name="clusters">The ids of all clusters.</param>
/// <param name="imageClusters">The ids of the image clusters.</param>
/// <param name="inside">The ids of the image clusters whose provider is inside the gateway.</param>
/// <param name="errors">Receives the errors.</param>
internal sealed class ImageRoutes(
    IReadOnlyCollection<string> clusters, IReadOnlyCollection<string> imageClusters, IReadOnlyCollection<string> inside, ConfigurationErrors errors)
{
    /// <summary>
    /// Route metadata: the route's dialect, one of <see cref="Ingresses"/>, in lower case. A route without it is an ordinary route.
    /// </summary>
    public const string IngressMetadata = RouteKinds.Ingress;

    /// <summary>Route metadata of an image route: what it does about a URL that a model does not give, instead of <c>Images.Url</c>.</summary>
    public const string UrlMetadata = "Url";

    /// <summary>Route metadata of an image route: <see cref="Whitespace"/> keeps a silent connection of a plain answer alive.</summary>
    public const string KeepAliveMetadata = "KeepAlive";

    /// <summary>The value of <see cref="KeepAliveMetadata"/>: spaces in front of the answer, which JSON allows.</summary>
    public const string Whitespace = "whitespace";

    /// <summary>Route metadata of an ordinary route: <c>key</c> lets nobody in without a key of <c>Images.Access</c>.</summary>
    public const string AccessMetadata = "Access";

    /// <summary>Metadata of a derived route: the id of its cluster.</summary>
    public const string ClusterMetadata = "ImageCluster";

    /// <summary>The prefix of the ids of derived routes.</summary>
    public const string DerivedPrefix = "providers/";

    public static readonly IReadOnlyList<string> Ingresses = ["unified", "openai", "azure"];

    private static readonly IReadOnlyList<string> Methods = ["POST"];

    // A file may have thousands of routes and hundreds of clusters.
    private readonly HashSet<string> _clusters = new(clusters, StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _imageClusters = new(imageClusters, StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _inside = new(inside, StringComparer.OrdinalIgnoreCase);

    /// <summary>The id of a cluster's derived route. Dispatch sends requests to it, and clients can use it to choose a provider.</summary>
    public static string DerivedId(string clusterId) => DerivedPrefix + clusterId;

    /// <summary>The derived route of an image cluster.</summary>
    public static RouteConfig Derive(string clusterId) => new()
    {
        RouteId = DerivedId(clusterId),
        ClusterId = clusterId,
        Match = new RouteMatch { Path = $"/providers/{clusterId}/v1/images/{{operation:regex(^(generations|edits|variations)$)}}", Methods = Methods },
        Metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { [IngressMetadata] = "openai", [ClusterMetadata] = clusterId },
    };

    /// <summary>Whether a route of the file takes models without a prefix, as models of its cluster, from the body.</summary>
    public static bool TakesBareModels(RouteConfig route) =>
        route.Metadata is { } metadata && !metadata.ContainsKey(ClusterMetadata) && metadata.TryGetValue(IngressMetadata, out var ingress)
            && ingress == "openai";

    /// <summary>Whether an ordinary route lets nobody in without a key.</summary>
    public static bool AsksForKey(RouteConfig route) => route.Metadata?.Keys.Contains(AccessMetadata, StringComparer.OrdinalIgnoreCase) == true;

    /// <summary>Checks a route of the file and completes it.</summary>
    public RouteConfig Check(RouteConfig route)
    {
        var at = ConfigurationPath.Combine("ReverseProxy", "Routes", route.RouteId);
        if (route.RouteId.StartsWith(DerivedPrefix, StringComparison.OrdinalIgnoreCase))
            errors.Add(at, $"ids that begin with \"{DerivedPrefix}\" belong to the routes that are derived from image clusters");

        var metadata = route.Metadata ?? FrozenDictionary<string, string>.Empty;
        if (!metadata.TryGetValue(IngressMetadata, out var ingress))
        {
            // Without this check a misspelt name would turn an image route into an open proxy to the provider.
            foreach (var name in metadata.Keys.Where(n => NearMiss.Find(n, [IngressMetadata], 2) is not null))
                errors.Add(ConfigurationPath.Combine(at, "Metadata", name), $"unknown name; did you mean \"{IngressMetadata}\"?");
            if (metadata.Keys.FirstOrDefault(name => name.Equals(RouteKinds.Api, StringComparison.OrdinalIgnoreCase)) is { } api)
                errors.Add(ConfigurationPath.Combine(at, "Metadata", api), $"has no effect here{MemberPlaces.Hint(ConfigurationPath.Combine(at, "Metadata", api))}");
            CheckCluster(route, at, _clusters, "cluster");
            if (_inside.Contains(route.ClusterId ?? ""))
                errors.Add(ConfigurationPath.Combine(at, "ClusterId"), $"\"{route.ClusterId}\" draws inside the gateway: there is nothing to pass through to; give the route an {IngressMetadata}");
            return route;
        }

        ingress = (ingress ?? "").ToLowerInvariant();
        if (!Ingresses.Contains(ingress))
            errors.Add(ConfigurationPath.Combine(at, "Metadata", IngressMetadata), Choice.Refusal(ingress, [.. Ingresses]));

        if (metadata.TryGetValue(UrlMetadata, out var url) && UrlWords.Find(url ?? "") is null)
            errors.Add(ConfigurationPath.Combine(at, "Metadata", UrlMetadata), UrlWords.Refusal(url ?? ""));

        if (metadata.TryGetValue(KeepAliveMetadata, out var keepAlive) && !Whitespace.Equals(keepAlive, StringComparison.OrdinalIgnoreCase))
            errors.Add(ConfigurationPath.Combine(at, "Metadata", KeepAliveMetadata), Choice.Refusal(keepAlive ?? "", [Whitespace]));

        route = route with
        {
            Metadata = new Dictionary<string, string>(metadata, StringComparer.OrdinalIgnoreCase) { [IngressMetadata] = ingress },
        };

        if (ingress != "unified" || !string.IsNullOrEmpty(route.ClusterId))
        {
            CheckCluster(route, at, _imageClusters, "image cluster");
            return route;
        }

        if (imageClusters.Count == 0)
            errors.Add(at, "an image route needs an image cluster: a cluster with ImageApi in its metadata");

        // YARP answers 503 before its pipeline runs when a route has no cluster. Dispatch reassigns every image request to its target's cluster, so
        // any cluster will do here. It is never a default provider: a unified route has none.
        return route with { ClusterId = imageClusters.FirstOrDefault() };
    }

    private void CheckCluster(RouteConfig route, string at, HashSet<string> candidates, string kind)
    {
        if (string.IsNullOrEmpty(route.ClusterId))
            errors.Add(at, "ClusterId is missing");
        else if (!candidates.Contains(route.ClusterId))
            errors.Add(ConfigurationPath.Combine(at, "ClusterId"), $"\"{route.ClusterId}\" is no {kind}{NearMiss.Hint(route.ClusterId, candidates)}");
    }

    /// <summary>
    /// Routing throws for every request that two routes match equally. Reports such a pair when one of the two is an image route.
    /// </summary>
    public void CheckAmbiguous(IReadOnlyList<RouteConfig> routes)
    {
        var seen = new Dictionary<string, RouteConfig>(StringComparer.OrdinalIgnoreCase);
        foreach (var route in routes.Where(
            r => r.Match.Hosts is null or [] && r.Match.Headers is null or [] && r.Match.QueryParameters is null or []))
        {
            if (Key(route.Match.Path) is not { } path)
                continue;

            foreach (var method in route.Match.Methods is { Count: > 0 } methods ? methods : ["*"])
            {
                var key = $"{method} {route.Order ?? 0} {path}";
                if (!seen.TryAdd(key, route) && seen[key] is var other && (IsImage(route) || IsImage(other)))
                    errors.Add(ConfigurationPath.Combine("ReverseProxy", "Routes", route.RouteId), $"matches the same requests as route \"{other.RouteId}\"");
            }
        }
    }

    private static bool IsImage(RouteConfig route) => route.Metadata?.ContainsKey(IngressMetadata) == true;

    // Returns the path without the names of parameters, because names do not distinguish requests; null for an invalid pattern, which YARP reports.
    private static string? Key(string? path)
    {
        if (string.IsNullOrEmpty(path))
            return null;

        try
        {
            return string.Join(
                '/', RoutePatternFactory.Parse(path).PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
            {
                RoutePatternLiteralPart literal => literal.Content,
                RoutePatternSeparatorPart separator => separator.Content,
                RoutePatternParameterPart parameter =>
                    $"{{{(parameter.IsCatchAll ? "**" : "")}{string.Join(':', parameter.ParameterPolicies.Select(p => p.Content))}}}",
                _ => "",
            }))));
        }
        catch (RoutePatternException)
        {
            return null;
        }
    }
}
