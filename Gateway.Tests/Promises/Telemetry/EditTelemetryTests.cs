using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.Edits.EditWorld;

namespace Iris.Gateway.Tests.Promises.Telemetry;

/// <summary>Spans, metrics and the line of an edit and of a variation have their own operation, and tell how many bytes came in.</summary>
// A listener hears every gateway of the process.
[NonParallelizable]
internal sealed class EditTelemetryTests
{
    private static readonly byte[] Fox = Png(seed: 1, length: 300_000);
    private static readonly byte[] House = Png(seed: 2, length: 5_000);

    [TestCase("edits", "image_edit", "gpt-image-2", true)]
    [TestCase("variations", "image_variation", "own-model", false)]
    public async Task Call_WithPictures_IsMeasuredAsWhatItIs(string path, string operation, string model, bool hasMask)
    {
        using var spans = new SpanRecording(source => source == "Iris.Gateway");
        using var metrics = new MetricRecording(instrument => instrument.Meter.Name == "Iris.Gateway");
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(provider);
        (string, object)[] parts = hasMask ? [("prompt", "p"), ("image[]", Fox), ("image[]", Fox), ("mask", House)] : [("image", Fox)];
        using var form = Form([("model", "openai/" + model), .. parts]);
        using var response = await gateway.Client.PostAsync("/v1/images/" + path, form);
        Assert.That(response.IsSuccessStatusCode, Is.True, await response.Content.ReadAsStringAsync());
        var line = await gateway.AccessLineAsync();

        var bytes = hasMask ? 605_000L : 300_000L;
        var span = spans.Ended.Single();
        var measured = metrics.Of("iris.input.bytes").Single();
        Assert.Multiple(() =>
        {
            Assert.That(span.OperationName, Is.EqualTo($"{operation} {model}"));
            Assert.That(span.GetTagItem("gen_ai.operation.name"), Is.EqualTo(operation));
            Assert.That(span.GetTagItem("iris.input.count"), Is.EqualTo(hasMask ? 2 : 1));
            Assert.That(span.GetTagItem("iris.input.bytes"), Is.EqualTo(bytes));
            Assert.That(measured.Value, Is.EqualTo(bytes));
            Assert.That(measured.Tags["iris.destination"], Is.EqualTo("main"));
            foreach (var instrument in new[] { "iris.input.bytes", "gen_ai.client.operation.duration", "iris.image.count", "iris.image.bytes", "gen_ai.client.token.usage" })
                Assert.That(metrics.Of(instrument).Select(one => one.Tags["gen_ai.operation.name"]), Is.Not.Empty.And.All.EqualTo(operation), instrument);
            Assert.That(line["Path"], Is.EqualTo("/v1/images/" + path));
        });
    }

    [Test]
    public async Task Call_WithoutPictures_HasNoBytesIn()
    {
        using var spans = new SpanRecording(source => source == "Iris.Gateway");
        using var metrics = new MetricRecording(instrument => instrument.Meter.Name == "Iris.Gateway");
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(provider);
        using var response = await gateway.PostAsync(TestGateway.Generations, TestGateway.Request);
        await response.Content.ReadAsStringAsync();
        await gateway.AccessLineAsync();

        Assert.That(spans.Ended.Single().GetTagItem("iris.input.bytes"), Is.Null);
        Assert.That(metrics.Of("iris.input.bytes"), Is.Empty);
    }

    private static Task<GatewayHost> StartAsync(RawProvider provider) =>
        TestGateway.StartAsync(null, null, new JsonObject { ["openai"] = ProxyJson.Cluster("openai", provider.Address) });
}
