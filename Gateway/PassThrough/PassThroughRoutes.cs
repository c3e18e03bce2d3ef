using Iris.Gateway.Configuration;
using Yarp.ReverseProxy.Configuration;

namespace Iris.Gateway.PassThrough;

/// <summary>Recognises pass-through routes among ordinary and image routes.</summary>
internal static class PassThroughRoutes
{
    /// <summary>True for a route without <c>ImageIngress</c> to a cluster with an <c>ImageApi</c>.</summary>
    public static bool Contain(RouteConfig route, ClusterConfig? cluster) =>
        route.Metadata?.ContainsKey(ImageRoutes.IngressMetadata) != true && cluster?.Metadata?.ContainsKey("ImageApi") == true;
}
