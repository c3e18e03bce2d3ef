using Yarp.ReverseProxy.Configuration;

namespace Iris.Gateway.Configuration;

/// <summary>
/// The policies that YARP's schema lets a route name. An application of ASP.NET Core's registers them in code; here there are none, so that a name
/// would pass YARP's own check, or not, and fail at every request. <c>disable</c> asks for what is so anyway, and is always fine.
/// </summary>
internal static class RoutePolicies
{
    private const string Disable = "disable";
    private const string Anonymous = "anonymous";

    /// <summary>Reports what cannot be, and takes out of the route what has no effect.</summary>
    public static RouteConfig Check(RouteConfig route, ConfigurationErrors errors)
    {
        if (!Anonymous.Equals(route.AuthorizationPolicy, StringComparison.OrdinalIgnoreCase))
        {
            Refuse(nameof(route.AuthorizationPolicy), route.AuthorizationPolicy,
                "nobody is signed in here; remove it and let the app judge (Authorization and cookies reach it as they came), or write \"anonymous\"");
        }
        Refuse(nameof(route.CorsPolicy), route.CorsPolicy,
            "there are no CORS policies here; remove it and let the app answer (Origin reaches it as it came), or set Access-Control-Allow-Origin with the transform ResponseHeader");
        Refuse(nameof(route.RateLimiterPolicy), route.RateLimiterPolicy,
            "routes have no rate limits here; remove it, and limit in the app or in front of the gateway");
        Refuse(nameof(route.OutputCachePolicy), route.OutputCachePolicy,
            "answers are not cached here; remove it, and let the app's Cache-Control speak to the caches of its clients");
        Refuse(nameof(route.TimeoutPolicy), route.TimeoutPolicy,
            "timeouts have no names here; write \"Timeout\": \"00:00:30\" instead");
        return route with { AuthorizationPolicy = null, CorsPolicy = null, RateLimiterPolicy = null, OutputCachePolicy = null, TimeoutPolicy = null };

        void Refuse(string member, string? policy, string wayOut)
        {
            if (!string.IsNullOrEmpty(policy) && !Disable.Equals(policy, StringComparison.OrdinalIgnoreCase))
                errors.Add(ConfigurationPath.Combine("ReverseProxy", "Routes", route.RouteId, member), $"\"{policy}\" is not available: {wayOut}");
        }
    }
}
