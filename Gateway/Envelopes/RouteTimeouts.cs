using Iris.Gateway.Calls;
using Microsoft.AspNetCore.Http.Timeouts;

namespace Iris.Gateway.Envelopes;

/// <summary>Makes a route's <c>Timeout</c> work.</summary>
internal static class RouteTimeouts
{
    /// <summary>
    /// Adds the middleware that YARP requires when a route has a timeout, and corrects the status: the timeout cancels the forwarder, which mistakes
    /// that for a disconnected client. Image calls write their own answer.
    /// </summary>
    public static void UseRouteTimeouts(this IApplicationBuilder app)
    {
        app.Use(static next => context =>
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<RequestTimeoutAttribute>() is not null)
                context.Features.Set(new RouteDeadline(context.RequestAborted));
            return next(context);
        });
        app.UseRequestTimeouts();
        app.Use(static next => context => context.Features.Get<RouteDeadline>() is null ? next(context) : CorrectAsync(context, next));
    }

    private static async Task CorrectAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (RouteDeadline.HasPassed(context) && !context.Response.HasStarted && context.GetForwarderErrorFeature() is not null)
            context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
    }
}
