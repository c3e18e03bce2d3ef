using System.Diagnostics.Metrics;
using Iris.Gateway.Calls;

namespace Iris.Gateway.Telemetry;

/// <summary>How much of the memory for requests' bodies is taken; everything is read when metrics are collected.</summary>
internal sealed class BodyMetrics(IMeterFactory meters, BodyBudget bodies) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = meters.Create(ImageTelemetry.SourceName);
        meter.CreateObservableUpDownCounter(
            "iris.request.body.bytes", () => bodies.Taken, "By", "What the bodies under way take of Images.Limits.BodyBytes.");
        meter.CreateObservableUpDownCounter(
            "iris.request.body.count", () => bodies.UnderWay, "{body}", "Bodies under way that take of it: those beyond 64 KiB.");
        meter.CreateObservableCounter("iris.request.body.refused", () => bodies.Refused, "{body}", "Bodies for which there was no room.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
