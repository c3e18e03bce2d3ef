using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Iris.Gateway.Telemetry;

internal static class TelemetryExtensions
{
    // OpenTelemetry makes room for all series of an instrument in advance: some 180 KB for the usual 2,000. What tells of the process has a handful.
    private const int FewSeries = 100;

    // Instruments of the gateway's own that tell of the process, by the beginnings of their names.
    private static readonly string[] OfTheProcess =
        ["iris.config.", "iris.request.body.", "iris.state.", "iris.log.", "iris.certificate.", "iris.store.", "iris.jobs."];

    /// <summary>
    /// Registers metrics, always, for <c>/metrics</c>, and export over OTLP when the standard variables name an endpoint. Traces cost something on
    /// every call, so they are recorded only when they are exported.
    /// </summary>
    public static IServiceCollection AddTelemetryExport(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddHostedService<ProcessMetrics>();
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("iris", serviceVersion: ConfigurationMetrics.Version));
        telemetry.WithMetrics(metrics =>
        {
            metrics.AddMeter(
                ImageTelemetry.SourceName, ProcessMetrics.MeterName, "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
                "System.Net.Http");
            metrics.AddView("http.server.request.duration", new ExplicitBucketHistogramConfiguration { Boundaries = ImageTelemetry.DurationBuckets });
            // These are counted several times per call and tell little: http.server.active_requests already tells how many calls are running.
            foreach (var name in (string[])["http.client.active_requests", "http.client.request.time_in_queue", "http.client.open_connections"])
                metrics.AddView(name, MetricStreamConfiguration.Drop);
            metrics.AddView(
                static instrument => IsAboutTheProcess(instrument) ? new MetricStreamConfiguration { CardinalityLimit = FewSeries } : null);
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

    /// <summary>Whether an instrument tells of the process, and so has a handful of series.</summary>
    internal static bool IsAboutTheProcess(Instrument instrument) =>
        instrument.Meter.Name is "System.Runtime" or "Microsoft.AspNetCore.Server.Kestrel" or ProcessMetrics.MeterName
        || Array.Exists(OfTheProcess, name => instrument.Name.StartsWith(name, StringComparison.Ordinal));

    private static bool HasEndpoint(IConfiguration configuration, string signal) =>
        !string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase)
        && (!string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])
            || !string.IsNullOrEmpty(configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"]));
}
