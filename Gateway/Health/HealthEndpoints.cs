namespace Iris.Gateway.Health;

/// <summary><c>/health</c> (the contract's), <c>/health/live</c> and <c>/health/ready</c>.</summary>
internal static class HealthEndpoints
{
    private static readonly byte[] Ok = "{\"status\":\"ok\"}"u8.ToArray();
    private static readonly byte[] Draining = "{\"status\":\"draining\"}"u8.ToArray();

    public static void MapHealth(this IEndpointRouteBuilder endpoints, string prefix)
    {
        endpoints.MapGet($"{prefix}/health", context => WriteAsync(context, StatusCodes.Status200OK, Ok));
        endpoints.MapGet($"{prefix}/health/live", context => WriteAsync(context, StatusCodes.Status200OK, Ok));
        endpoints.MapGet($"{prefix}/health/ready", context => context.RequestServices.GetRequiredService<Drain>().IsDraining
            ? WriteAsync(context, StatusCodes.Status503ServiceUnavailable, Draining)
            : WriteAsync(context, StatusCodes.Status200OK, Ok));
    }

    private static Task WriteAsync(HttpContext context, int status, byte[] body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
