using Microsoft.AspNetCore.Http.Timeouts;

namespace Iris.Gateway.Envelopes;

/// <summary>Makes a route's <c>Timeout</c> work.</summary>
internal static class RouteTimeouts
{
    /// <summary>
    /// Adds the middleware that YARP requires when a route has a timeout, and corrects the status: the timeout cancels the forwarder, which would
    /// take it for a disconnected client.
    /// </summary>
    public static void UseRouteTimeouts(this IApplicationBuilder app)
    {
        app.UseRequestTimeouts();
        app.Use(static next => context => context.Features.Get<IHttpRequestTimeoutFeature>() is { } timeout ? CorrectAsync(context, timeout, next) : next(context));
    }

    private static async Task CorrectAsync(HttpContext context, IHttpRequestTimeoutFeature timeout, RequestDelegate next)
    {
        await next(context);
        if (timeout.RequestTimeoutToken.IsCancellationRequested && !context.Response.HasStarted && context.GetForwarderErrorFeature() is not null)
            context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
    }
}
