using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Iris.Gateway.Telemetry;

internal static class TelemetryExtensions
{
    /// <summary>
    /// Metrics always, for <c>/metrics</c>; export over OTLP when the standard variables name an endpoint. Traces cost
    /// something on every call, so they are only made when somebody gets them.
    /// </summary>
    public static IServiceCollection AddImageTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<ImageTelemetry>();
        var telemetry = services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService("iris"));
        telemetry.WithMetrics(metrics =>
        {
            metrics.AddMeter(ImageTelemetry.SourceName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http");
            metrics.AddView("http.server.request.duration", new ExplicitBucketHistogramConfiguration { Boundaries = ImageTelemetry.DurationBuckets });
            metrics.AddPrometheusExporter();
            if (HasEndpoint(configuration, "METRICS"))
                metrics.AddOtlpExporter();
        });
        if (HasEndpoint(configuration, "TRACES"))
        {
            telemetry.WithTracing(tracing => tracing
                .AddSource(ImageTelemetry.SourceName)
                .AddAspNetCoreInstrumentation()
                .AddOtlpExporter());
        }
        return services;
    }

    /// <summary>Maps <c>/metrics</c>, on its own port when there is one.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder endpoints, string prefix, int? port)
    {
        var endpoint = endpoints.MapPrometheusScrapingEndpoint($"{prefix}/metrics");
        if (port is not null)
            endpoint.RequireHost($"*:{port}");
    }

    /// <summary>Makes the server listen on the metrics port as well.</summary>
    public static void AddMetricsPort(this IWebHostBuilder host, IConfiguration configuration, int port) =>
        host.UseUrls([.. (configuration["urls"] is { Length: > 0 } urls ? urls : GatewayApplication.DefaultUrl).Split(';'), $"http://*:{port}"]);

    private static bool HasEndpoint(IConfiguration configuration, string signal) =>
        !string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase)
        && (!string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])
            || !string.IsNullOrEmpty(configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"]));
}
