using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using SkiaSharp;

namespace Iris.Gateway.Tests.Promises.Sandbox;

/// <summary>The newcomer's first call: no key, no network, a real picture.</summary>
public sealed class SandboxThroughGatewayTests
{
    [TestCase("/v1/images/generations", "sandbox/painter")]
    [TestCase("/openai/v1/images/generations", "sandbox/painter")]
    [TestCase("/openai/images/generations", "painter")]
    [TestCase("/providers/sandbox/v1/images/generations", "painter")]
    public async Task Generate_OnEveryShapeOfRoute_ReturnsAPictureOfTheAskedSize(string path, string model)
    {
        await using var gateway = await GatewayHost.StartAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }));
        using var response = await gateway.PostAsync(path, $$"""{"model":"{{model}}","prompt":"a red fox","size":"64x48","response_format":"b64_json"}""");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Headers.GetValues("x-bifrost-provider"), Is.EqualTo(new[] { "sandbox" }));
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        using var picture = SKBitmap.Decode(Convert.FromBase64String((string)answer["data"]![0]!["b64_json"]!));
        Assert.Multiple(() =>
        {
            Assert.That((picture.Width, picture.Height), Is.EqualTo((64, 48)));
            Assert.That((int)answer["data"]![0]!["index"]!, Is.Zero);
            Assert.That((string)answer["extra_fields"]!["provider"]!, Is.EqualTo("sandbox"));
            Assert.That(answer["extra_fields"]!["warnings"], Is.Null);
        });
    }

    [Test]
    public async Task Stream_WithPartials_SendsThemAndACompletedPictureInOrder()
    {
        await using var gateway = await GatewayHost.StartAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }));
        using var response = await gateway.PostAsync(
            "/v1/images/generations", """{"model":"sandbox/painter","prompt":"a red fox","size":"64x64","stream":true,"partial_images":2}""");

        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/event-stream"));
        var events = await ServerSentEvents.ReadAllAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That(events.Select(e => e.Name), Is.EqualTo(new[] { "image_generation.partial_image", "image_generation.partial_image", "image_generation.completed" }));
            Assert.That(events.Select(e => (string)e.Json["type"]!), Is.EqualTo(events.Select(e => e.Name)));
            Assert.That(events.Select(e => (int)e.Json["sequence_number"]!), Is.EqualTo(new[] { 0, 1, 2 }));
        });
        using var last = SKBitmap.Decode(Convert.FromBase64String((string)events[^1].Json["b64_json"]!));
        Assert.That(last.Width, Is.EqualTo(64));
    }
}
