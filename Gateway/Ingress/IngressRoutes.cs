using Iris.Gateway.Configuration;
using Iris.Transforms.Answers;
using Iris.Transforms.Dialects.OpenAI;
using Iris.Transforms.Requests;
using Yarp.ReverseProxy.Configuration;

namespace Iris.Gateway.Ingress;

/// <summary>Recognises image requests by the matched route and its values.</summary>
internal static class IngressRoutes
{
    /// <summary>The ingress of a route; null for an ordinary route. Only this method chooses the dialect of an image call.</summary>
    public static IngressRoute? Of(RouteConfig route, HttpContext context)
    {
        if (route.Metadata is null || !route.Metadata.TryGetValue(ImageRoutes.IngressMetadata, out var kind))
            return null;
        return kind.ToLowerInvariant() switch
        {
            // The unified route has a cluster only because YARP requires one.
            "unified" => new IngressRoute(OpenAIDialect.Unified, ModelSource.Prefix, null),
            "azure" => new IngressRoute(OpenAIDialect.Azure, ModelSource.Deployment, route.ClusterId, Deployment(context)),
            _ when route.Metadata.ContainsKey(ImageRoutes.ClusterMetadata) =>
                new IngressRoute(OpenAIDialect.OpenAI, ModelSource.PathCluster, route.ClusterId),
            _ => new IngressRoute(OpenAIDialect.OpenAI, ModelSource.RouteCluster, route.ClusterId),
        };
    }

    /// <summary>
    /// The operation: <c>generations</c>, <c>edits</c> or <c>variations</c>. Null when the route leaves the path's last segment free and it is
    /// another word. A route with a fixed path that is none of the three generates.
    /// </summary>
    public static ImageOperation? Operation(RouteConfig route, HttpContext context)
    {
        var path = (context.Request.Path.Value ?? "").AsSpan().TrimEnd('/');
        var operation = path[(path.LastIndexOf('/') + 1)..];
        return operation.Equals("generations", StringComparison.OrdinalIgnoreCase) ? ImageOperation.Generation
            : operation.Equals("edits", StringComparison.OrdinalIgnoreCase) ? ImageOperation.Edit
            : operation.Equals("variations", StringComparison.OrdinalIgnoreCase) ? ImageOperation.Variation
            : route.Match.Path.AsSpan().TrimEnd('/') is [.., '}'] ? null
            : ImageOperation.Generation;
    }

    /// <summary>What the route does about a URL that a model does not give; null leaves it to the installation.</summary>
    public static UrlDelivery? UrlOf(RouteConfig route) =>
        route.Metadata!.TryGetValue(ImageRoutes.UrlMetadata, out var word) ? UrlWords.Find(word) : null;

    /// <summary>Whether the route keeps a silent connection alive with spaces in front of a plain answer.</summary>
    public static bool KeepsAlive(RouteConfig route) => route.Metadata!.ContainsKey(ImageRoutes.KeepAliveMetadata);

    // …/deployments/{deployment, one or more segments}/images/{operation}. The server has decoded the path except %2F, with which an SDK escapes
    // the slash of "provider/model" in a deployment's name.
    private static string Deployment(HttpContext context)
    {
        const string Before = "/deployments/";
        const string After = "/images/";
        var path = context.Request.Path.Value ?? "";
        var start = path.IndexOf(Before, StringComparison.OrdinalIgnoreCase) + Before.Length;
        var end = path.LastIndexOf(After, StringComparison.OrdinalIgnoreCase);
        return end > start ? path[start..end].Replace("%2F", "/", StringComparison.OrdinalIgnoreCase) : "";
    }
}
