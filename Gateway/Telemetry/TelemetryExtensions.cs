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
    public static IServiceCollection AddTelemetryExport(this IServiceCollection services, IConfiguration configuration)
    {
        var telemetry = services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService("iris"));
        telemetry.WithMetrics(metrics =>
        {
            metrics.AddMeter(ImageTelemetry.SourceName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http");
            metrics.AddView("http.server.request.duration", new ExplicitBucketHistogramConfiguration { Boundaries = ImageTelemetry.DurationBuckets });
            // Counted several times a call each, and of little use beside others: http.server.active_requests tells how many calls are under way.
            foreach (var name in (string[])["http.client.active_requests", "http.client.request.time_in_queue", "http.client.open_connections"])
                metrics.AddView(name, MetricStreamConfiguration.Drop);
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

    private static bool HasEndpoint(IConfiguration configuration, string signal) =>
        !string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase)
        && (!string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])
            || !string.IsNullOrEmpty(configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"]));
}
