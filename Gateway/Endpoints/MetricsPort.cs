using Iris.Gateway.Model;

namespace Iris.Gateway.Endpoints;

/// <summary>A separate port for <c>/metrics</c>.</summary>
internal static class MetricsPort
{
    // Routing does not run on this port.
    private static readonly Endpoint Scrape = new(null, new EndpointMetadataCollection(QuietEndpoint.Instance), "metrics");

    /// <summary>
    /// Serves <c>/metrics</c> and nothing else on the metrics port. The local port decides and not the Host header: the client sets that header,
    /// and behind a forwarded port it names another port.
    /// </summary>
    public static void UseMetricsPort(this IApplicationBuilder app, string prefix, int port) => app.MapWhen(
        context => context.Connection.LocalPort == port,
        branch =>
        {
            branch.Use(next => context =>
            {
                // No endpoint serves any other path on this port.
                if (context.Request.Path.Equals($"{prefix}/metrics", StringComparison.OrdinalIgnoreCase))
                    context.SetEndpoint(Scrape);
                return next(context);
            });
            branch.UseOpenTelemetryPrometheusScrapingEndpoint($"{prefix}/metrics");
        });
}
