using Iris.Gateway.Model;
using Microsoft.AspNetCore.Http.Metadata;
using Yarp.ReverseProxy.Model;

namespace Iris.Gateway.Yarp;

/// <summary>
/// An app's uploads are the app's to judge: the server's own limit (30,000,000 bytes) is lifted on every route without <c>ImageIngress</c>. A route's
/// <c>MaxRequestBodySize</c> is kept by YARP, later in its pipeline; image routes keep the server's until their own is known.
/// </summary>
internal static class OrdinaryUploads
{
    /// <summary>Lifts the limit where routing chooses the endpoint, before anything reads the body.</summary>
    public static TBuilder LiftUploadLimits<TBuilder>(this TBuilder proxy) where TBuilder : IEndpointConventionBuilder
    {
        proxy.Add(static endpoint =>
        {
            if (endpoint.Metadata.OfType<RouteModel>().FirstOrDefault() is { Config: var route }
                && RouteKinds.Of(route, cluster: null) != RouteKind.Image)
                endpoint.Metadata.Add(Unlimited.Instance);
        });
        return proxy;
    }

    private sealed class Unlimited : IRequestSizeLimitMetadata
    {
        public static readonly Unlimited Instance = new();

        public long? MaxRequestBodySize => null;
    }
}
