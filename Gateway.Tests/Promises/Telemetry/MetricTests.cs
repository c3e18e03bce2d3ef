using System.Globalization;
using System.Text.Json.Nodes;
using Iris.Gateway.Calls;
using Iris.Gateway.Telemetry;
using Iris.Gateway.Tests.Hosting;
using Iris.Transforms.Answers;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Telemetry;

/// <summary>The metrics of an image call, as instruments and as Prometheus reads them.</summary>
// A listener hears every gateway of the process.
[NonParallelizable]
internal sealed class MetricTests
{
    [Test]
    public async Task Generate_Measures_DurationFirstChunkTokensImagesAndBytes()
    {
        using var metrics = new MetricRecording(instrument => instrument.Meter.Name == "Iris.Gateway");
        await using var gateway =
            await GatewayHost.StartAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox(), ["second"] = ProxyJson.Sandbox() }));
        using var response = await gateway.PostAsync(
            "/v1/images/generations", """{"model":"sandbox/painter~status=500","prompt":"p","size":"32x32","n":2,"fallbacks":["second/painter"]}""");
        var answer = await response.JsonAsync();
        await Answers.EventuallyAsync(() => metrics.Of("gen_ai.client.operation.duration").Count == 2, "both attempts measured");

        var durations = metrics.Of("gen_ai.client.operation.duration");
        var bytes = answer["data"]!.AsArray().Sum(image => Convert.FromBase64String((string)image!["b64_json"]!).Length);
        Assert.Multiple(() =>
        {
            Assert.That(durations.Select(m => m.Tags["iris.cluster"]), Is.EqualTo(new[] { "sandbox", "second" }));
            Assert.That(durations.Select(m => m.Tags["gen_ai.request.model"]), Is.EqualTo(new[] { "painter", "painter" }), "a failed attempt keeps its model, without suffixes");
            Assert.That(durations[0].Tags, Contains.Key("error.type"));
            Assert.That(durations[1].Tags, Does.Not.ContainKey("error.type"));
            Assert.That(durations.Select(m => m.Tags["gen_ai.operation.name"]), Is.All.EqualTo("image_generation"));
            Assert.That(durations.Select(m => m.Tags["gen_ai.provider.name"]), Is.All.EqualTo("iris.sandbox"));
            Assert.That(metrics.Of("gen_ai.client.operation.time_to_first_chunk"), Has.Count.EqualTo(1));
            Assert.That(metrics.Of("gen_ai.client.token.usage").Select(m => m.Tags["gen_ai.token.type"]), Is.EqualTo(new[] { "input", "output" }));
            Assert.That(metrics.Of("iris.image.count").Single().Value, Is.EqualTo(2));
            // Padding is counted as if it were picture.
            Assert.That(metrics.Of("iris.image.bytes").Single().Value, Is.InRange(bytes, bytes + 4));
        });
    }

    [Test]
    public async Task Metrics_AfterACall_HasPrometheusNamesAndBucketsUpToTenMinutes()
    {
        using var metrics = new MetricRecording(instrument => instrument.Name == "http.server.request.duration");
        await using var gateway = await GatewayHost.StartAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }));
        using var response = await gateway.PostAsync("/v1/images/generations", """{"model":"sandbox/painter","prompt":"p","size":"32x32"}""");
        await response.Content.ReadAsByteArrayAsync();
        await Answers.EventuallyAsync(() => metrics.All.Count > 0, "the end of the request");
        using var scrape = await gateway.Client.GetAsync("/metrics");
        var text = await scrape.Content.ReadAsStringAsync();

        Assert.That(scrape.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/plain"));
        foreach (var name in new[]
                 {
                     "gen_ai_client_operation_duration_seconds_bucket", "gen_ai_client_operation_time_to_first_chunk_seconds_bucket",
                     "gen_ai_client_token_usage_bucket", "iris_image_count_total", "iris_image_bytes_total",
                     "http_server_request_duration_seconds_bucket", "http_server_active_requests",
                 })
        {
            Assert.That(text, Does.Contain("\n" + name), name);
        }
        var bounds = text.Split('\n')
            .Where(line => line.StartsWith("gen_ai_client_operation_duration_seconds_bucket", StringComparison.Ordinal))
            .Select(line => line.Split("le=\"")[1].Split('"')[0]).Where(bound => bound != "+Inf")
            .Select(bound => double.Parse(bound, CultureInfo.InvariantCulture)).ToArray();
        Assert.That(bounds, Is.EqualTo(ImageTelemetry.DurationBuckets));
        Assert.That(bounds[^1], Is.EqualTo(600));
    }

    [TestCase("rate_limit_exceeded", null, "rate_limit_exceeded")]
    [TestCase(null, "content_filter", "content_filter")]
    [TestCase("a red fox in the snow", "x y", "418")]
    [TestCase("line\nbreak", "coded", "coded")]
    [TestCase("", null, "418")]
    public void Label_OfAProvidersWords_IsANameOrTheStatus(string? type, string? code, string expected) =>
        Assert.That(ErrorLabel.Of(new ImageError { Status = 418, Message = "m", Type = type, Code = code }), Is.EqualTo(expected));

    [Test]
    public void Label_OfALongType_IsTheStatus() =>
        Assert.That(ErrorLabel.Of(new ImageError { Status = 418, Message = "m", Type = new string('a', 65) }), Is.EqualTo("418"));
}
