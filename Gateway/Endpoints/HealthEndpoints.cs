using Iris.Gateway.Model;

namespace Iris.Gateway.Endpoints;

/// <summary><c>/health</c> (the contract's), <c>/health/live</c> and <c>/health/ready</c>.</summary>
internal static class HealthEndpoints
{
    // Load balancers also probe with HEAD, which a catch-all route would otherwise send to the app.
    private static readonly string[] Methods = ["GET", "HEAD"];
    private static readonly byte[] Ok = "{\"status\":\"ok\"}"u8.ToArray();
    private static readonly byte[] Draining = "{\"status\":\"draining\"}"u8.ToArray();

    public static void MapHealth(this IEndpointRouteBuilder endpoints, string prefix)
    {
        endpoints.MapMethods($"{prefix}/health", Methods, context => WriteAsync(context, StatusCodes.Status200OK, Ok)).WithMetadata(QuietEndpoint.Instance);
        endpoints.MapMethods($"{prefix}/health/live", Methods, context => WriteAsync(context, StatusCodes.Status200OK, Ok)).WithMetadata(QuietEndpoint.Instance);
        endpoints.MapMethods($"{prefix}/health/ready", Methods, context => context.RequestServices.GetRequiredService<Drain>().IsDraining
            ? WriteAsync(context, StatusCodes.Status503ServiceUnavailable, Draining)
            : WriteAsync(context, StatusCodes.Status200OK, Ok)).WithMetadata(QuietEndpoint.Instance);
    }

    private static Task WriteAsync(HttpContext context, int status, byte[] body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
