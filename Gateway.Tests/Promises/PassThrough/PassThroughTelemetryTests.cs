using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Telemetry;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.PassThrough.PassThroughWorld;

namespace Iris.Gateway.Tests.Promises.PassThrough;

/// <summary>A call that passes through leaves a line, a span and a measurement, and nothing of what was said.</summary>
// A listener hears every gateway of the process.
[NonParallelizable]
internal sealed class PassThroughTelemetryTests
{
    [Test]
    public async Task Post_Passed_LeavesALineASpanAndAMeasurement()
    {
        using var spans = new SpanRecording(source => source == "Iris.Gateway");
        using var metrics = new MetricRecording(instrument => instrument.Name == "iris.pass_through.duration");
        await using var provider = RawProvider.Start(AnswerAsync);
        await using var gateway = await StartAsync(new JsonObject { ["my-claude"] = ProxyJson.Cluster("anthropic", provider.Address) });
        using var response = await gateway.Client.SendAsync(Post("/my-claude/v1/messages?secret=canary", ("x-request-id", "my-id"), ("x-canary", "canary")));
        await response.Content.ReadAsStringAsync();

        var line = await LineAsync(gateway);
        var span = spans.Ended.Single(span => span.OperationName == "pass_through my-claude");
        var measured = metrics.Of("iris.pass_through.duration").Single(one => (string?)one.Tags["iris.cluster"] == "my-claude");
        Assert.Multiple(() =>
        {
            Assert.That(line["Method"], Is.EqualTo("POST"));
            Assert.That(line["Path"], Is.EqualTo("/my-claude/v1/messages"));
            Assert.That(line["Status"], Is.EqualTo(200));
            Assert.That(line["RequestId"], Is.EqualTo("my-id"));
            Assert.That(line["Provider"], Is.EqualTo("my-claude"));
            Assert.That(line["Destination"], Is.EqualTo("main"));
            Assert.That(line.Keys, Has.None.EqualTo("ErrorType"));
            Assert.That(span.Kind, Is.EqualTo(ActivityKind.Client));
            Assert.That(span.Status, Is.EqualTo(ActivityStatusCode.Unset));
            Assert.That(span.GetTagItem("gen_ai.provider.name"), Is.EqualTo("anthropic"));
            Assert.That(span.GetTagItem("iris.request.id"), Is.EqualTo("my-id"));
            Assert.That(span.GetTagItem("iris.destination"), Is.EqualTo("main"));
            Assert.That(span.GetTagItem("server.address"), Is.EqualTo("127.0.0.1"));
            Assert.That(span.GetTagItem("server.port"), Is.EqualTo(provider.Port));
            Assert.That(span.GetTagItem("http.request.method"), Is.EqualTo("POST"));
            Assert.That(span.GetTagItem("http.response.status_code"), Is.EqualTo(200));
            Assert.That(measured.Tags, Is.EquivalentTo(new Dictionary<string, object?>
            {
                ["gen_ai.provider.name"] = "anthropic", ["iris.cluster"] = "my-claude", ["iris.destination"] = "main", ["http.request.method"] = "POST", ["http.response.status_code"] = 200,
            }));
            Assert.That(gateway.Logs.Entries.Where(entry => entry.Category.StartsWith("Iris.", StringComparison.Ordinal)).Select(entry => entry.Message),
                Has.None.Contains("canary"));
            Assert.That(span.TagObjects.Select(tag => tag.Value?.ToString()), Has.None.Contains("canary"));
        });
    }

    [TestCase("PURGE", 429, "_OTHER", "429")]
    [TestCase("GET", 500, "GET", "500")]
    public async Task Send_ProviderFails_TheStatusIsTheError(string method, int status, string label, string error)
    {
        using var metrics = new MetricRecording(instrument => instrument.Name == "iris.pass_through.duration");
        await using var provider = RawProvider.Start(RawAnswer.Error(status));
        var id = "groq-" + method;
        await using var gateway = await StartAsync(new JsonObject { [id] = ProxyJson.Cluster("groq", provider.Address) });
        using var response = await gateway.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), $"/{id}/v1/x"));

        var line = await LineAsync(gateway);
        var measured = metrics.Of("iris.pass_through.duration").Single(one => (string?)one.Tags["iris.cluster"] == id);
        Assert.That((line["Status"], line["ErrorType"]), Is.EqualTo((status, error)));
        Assert.That((measured.Tags["http.request.method"], measured.Tags["error.type"]), Is.EqualTo((label, error)));
    }

    [Test]
    public async Task Post_NotPassed_TheLineSaysWhy()
    {
        await using var provider = RawProvider.Refusing();
        await using var gateway = await StartAsync(new JsonObject
        {
            ["groq"] = ProxyJson.Cluster("groq", provider.Address),
            ["cohere"] = ProxyJson.Cluster("cohere", provider.Address, "env:MISSING"),
        });
        using var refused = await gateway.Client.SendAsync(Post("/groq/chat"));
        using var keyless = await gateway.Client.SendAsync(Post("/cohere/chat"));

        var (first, second) = (await LineAsync(gateway), await LineAsync(gateway, 2));
        Assert.That((first["Status"], first["Provider"], first["ErrorType"]), Is.EqualTo((502, "groq", "Request")));
        Assert.That((second["Status"], second["Provider"], second["ErrorType"]), Is.EqualTo((400, "cohere", "invalid_request_error")));
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.BadGateway));
    }

    private static async Task<Dictionary<string, object?>> LineAsync(GatewayHost gateway, int number = 1)
    {
        LogCapture.Entry[] lines = [];
        await Patience.UntilAsync(() => (lines = [.. gateway.Logs.Entries.Where(entry => entry.Id.Name == "PassThrough")]).Length >= number, "no line");
        return lines[number - 1].Values.ToDictionary();
    }
}
