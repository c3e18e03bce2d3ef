using Iris.Gateway.Configuration;
using Yarp.ReverseProxy.Model;

namespace Iris.Gateway.Yarp;

/// <summary>Spares image calls what stands between routing and proxy for the sake of ordinary routes: authorization and timeouts.</summary>
internal static class ShortCircuit
{
    /// <summary>Lets image routes that name neither a policy nor a timeout run where they are matched.</summary>
    public static void Images(IEndpointConventionBuilder proxy) => proxy.Add(static endpoint =>
    {
        foreach (var metadata in endpoint.Metadata)
        {
            if (metadata is RouteModel { Config: var route })
            {
                if (route.Metadata?.ContainsKey(ImageRoutes.IngressMetadata) == true
                    && route is { AuthorizationPolicy: null, CorsPolicy: null, RateLimiterPolicy: null, OutputCachePolicy: null, Timeout: null, TimeoutPolicy: null })
                {
                    new OneEndpoint(endpoint).ShortCircuit();
                }
                return;
            }
        }
    });

    // ASP.NET Core's own way to mark an endpoint is an extension of a builder of many.
    private sealed class OneEndpoint(EndpointBuilder endpoint) : IEndpointConventionBuilder
    {
        public void Add(Action<EndpointBuilder> convention) => convention(endpoint);
    }
}
