using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using OpenTelemetry.Trace;

namespace Iris.Gateway.Tests.Promises.Telemetry;

/// <summary>Spans and metrics leave over OTLP when, and only when, the standard settings name a collector.</summary>
// What it exports is of every gateway of the process, and its tracing switches on that of all.
[NonParallelizable]
internal sealed class OtlpTests
{
    private static string File => ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() });

    [Test]
    public async Task Generate_CollectorNamed_ReceivesSpansAndMetrics()
    {
        var received = new ConcurrentDictionary<string, string>();
        await using var collector = await AppHost.StartAsync(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            received.AddOrUpdate(context.Request.Path, _ => Encoding.Latin1.GetString(body.ToArray()), (_, before) => before
                + Encoding.Latin1.GetString(body.ToArray()));
        });
        await using (var gateway = await GatewayHost.StartAsync(
            File,
            args: [$"--OTEL_EXPORTER_OTLP_ENDPOINT={collector.Address}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "--OTEL_BSP_SCHEDULE_DELAY=50", "--OTEL_METRIC_EXPORT_INTERVAL=50"]))
        {
            using var response = await gateway.PostAsync("/v1/images/generations", """{"model":"sandbox/painter","prompt":"quokka","size":"32x32"}""");
            await response.Content.ReadAsByteArrayAsync();
            await Answers.EventuallyAsync(() => Holds("/v1/traces", "image_generation painter") && Holds("/v1/metrics", "gen_ai.client.operation.duration"), "both signals at the collector");
        }

        Assert.Multiple(() =>
        {
            Assert.That(received["/v1/traces"], Does.Contain("service.name").And.Contain("iris").And.Contain("http.route"));
            Assert.That(string.Concat(received.Values), Does.Not.Contain("quokka"));
        });

        bool Holds(string path, string text) => received.TryGetValue(path, out var body) && body.Contains(text, StringComparison.Ordinal);
    }

    [TestCase]
    [TestCase("--OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9", "--OTEL_SDK_DISABLED=true")]
    [TestCase("--OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://127.0.0.1:9")]
    public async Task Start_NoCollectorForTraces_MakesNone(params string[] args)
    {
        await using var gateway = await GatewayHost.StartAsync(File, args: args);

        Assert.That(gateway.Services.GetService<TracerProvider>(), Is.Null);
    }
}
