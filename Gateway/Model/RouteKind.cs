using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Model;

namespace Iris.Gateway.Model;

/// <summary>Whom a route of proxy.json serves.</summary>
internal enum RouteKind
{
    /// <summary>An app of the operator's: nothing of the gateway may be seen there.</summary>
    Ordinary,

    /// <summary>A provider's own API, with the destination's credential.</summary>
    PassThrough,

    /// <summary>An image API of the gateway's.</summary>
    Image,
}

/// <summary>Tells the kind of a route from what the file says about it.</summary>
internal static class RouteKinds
{
    /// <summary>Route metadata that makes an image route.</summary>
    public const string Ingress = "ImageIngress";

    /// <summary>Cluster metadata that names a provider's interface.</summary>
    public const string Api = "ImageApi";

    /// <summary>The kind of a route.</summary>
    /// <param name="route">The route.</param>
    /// <param name="cluster">Its cluster; null where there is none.</param>
    public static RouteKind Of(RouteConfig route, ClusterConfig? cluster) =>
        route.Metadata?.ContainsKey(Ingress) == true ? RouteKind.Image
        : cluster?.Metadata?.ContainsKey(Api) == true ? RouteKind.PassThrough
        : RouteKind.Ordinary;

    /// <summary>The kind of the route that a request has met; null where it is none of proxy.json's.</summary>
    public static RouteKind? Of(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>() is { } route ? Of(route.Config, route.Cluster?.Model.Config) : null;
}
