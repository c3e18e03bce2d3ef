using System.Diagnostics.Metrics;
using Iris.Gateway.Configuration;

namespace Iris.Gateway.Telemetry;

/// <summary>
/// What the gateway runs on: whether the file as it is now is in force, since when, its hash, and the build. The names are those that Prometheus,
/// Caddy and Alertmanager have for the same; OpenTelemetry has none.
/// </summary>
internal sealed class ConfigurationMetrics(IMeterFactory meters, ReloadState state) : IHostedService
{
    private static readonly KeyValuePair<string, object?> Applied = new("iris.result", "applied");
    private static readonly KeyValuePair<string, object?> Refused = new("iris.result", "refused");

    /// <summary>The version of this build.</summary>
    public static string Version { get; } = typeof(ConfigurationMetrics).Assembly.GetName().Version?.ToString(3) ?? "0";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = meters.Create(ImageTelemetry.SourceName);
        meter.CreateObservableGauge(
            "iris.config.last_reload_successful", () => state.IsSuccessful ? 1 : 0, null, "Whether the file as it is now is in force: 0 or 1.");
        meter.CreateObservableGauge(
            "iris.config.last_reload_success_timestamp", () => state.LastSuccess, "s", "When the configuration in force was read, since 1970.");
        meter.CreateObservableGauge("iris.config.hash", () => state.Hash, null, "A number made from the file in force: the same file, the same number.");
        meter.CreateObservableCounter(
            "iris.config.reloads", () => (Measurement<long>[])[new(state.Applied, Applied), new(state.Refused, Refused)], "{reload}",
            "Changed contents of the file, applied or refused.");
        var build = new Measurement<int>(
            1, new KeyValuePair<string, object?>("version", Version), new KeyValuePair<string, object?>("dotnet", Environment.Version.ToString()));
        meter.CreateObservableGauge("iris.build_info", () => build, null, "The build: always 1.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
