using Iris.Gateway.Configuration;
using Yarp.ReverseProxy.Model;

namespace Iris.Gateway.Yarp;

/// <summary>Lets image calls skip the steps between routing and the proxy that serve ordinary routes: authorization and timeouts.</summary>
internal static class ShortCircuit
{
    /// <summary>Runs image routes where they are matched, when they name neither a policy nor a timeout.</summary>
    public static void Images(IEndpointConventionBuilder proxy) => proxy.Add(static endpoint =>
    {
        foreach (var metadata in endpoint.Metadata)
        {
            if (metadata is RouteModel { Config: var route })
            {
                if (route.Metadata?.ContainsKey(ImageRoutes.IngressMetadata) == true
                    && route is { AuthorizationPolicy: null, CorsPolicy: null, RateLimiterPolicy: null, OutputCachePolicy: null, Timeout: null,
                        TimeoutPolicy: null })
                {
                    new OneEndpoint(endpoint).ShortCircuit();
                }
                return;
            }
        }
    });

    // ASP.NET Core's extension for marking an endpoint needs a convention builder, so this one wraps a single endpoint.
    private sealed class OneEndpoint(EndpointBuilder endpoint) : IEndpointConventionBuilder
    {
        public void Add(Action<EndpointBuilder> convention) => convention(endpoint);
    }
}
