using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Unit.Gateway.Configuration;
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
            Assert.That((string)answer["data"]![0]!["revised_prompt"]!, Does.StartWith("a red fox, "));
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
        Assert.That(events.Select(e => (string?)e.Json["revised_prompt"] is { } revised && revised.StartsWith("a red fox, ", StringComparison.Ordinal)),
            Is.EqualTo(new[] { false, false, true }));
        using var last = SKBitmap.Decode(Convert.FromBase64String((string)events[^1].Json["b64_json"]!));
        Assert.That(last.Width, Is.EqualTo(64));
    }

    [TestCase(null, null, "painter~delay=3m", HttpStatusCode.BadRequest, "MostDelay")]
    [TestCase("00:00:00", null, "painter~delay=1ms", HttpStatusCode.BadRequest, "MostDelay")]
    [TestCase(null, "4095", "painter", HttpStatusCode.BadRequest, "MostPixels")]
    [TestCase("none", "4096", "painter", HttpStatusCode.OK, null)]
    public async Task Generate_BeyondTheDestinationsBounds_IsRefusedWithTheSettingsName(
        string? delay, string? pixels, string model, HttpStatusCode status, string? told)
    {
        await using var gateway = await GatewayHost.StartAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = Bounded(("MostDelay", delay), ("MostPixels", pixels)) }));
        using var response = await gateway.PostAsync("/v1/images/generations", $$"""{"model":"sandbox/{{model}}","prompt":"a red fox","size":"64x64"}""");

        Assert.That(response.StatusCode, Is.EqualTo(status));
        if (told is null)
            return;
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!;
        Assert.That((string)error["message"]!, Does.Contain(told));
        Assert.That((string)error["param"]!, Is.EqualTo(told == "MostDelay" ? "model" : "size"));
    }

    [TestCase("false", false)]
    [TestCase("true", true)]
    public async Task Generate_EnabledFalse_TakesTheDestinationAway(string enabled, bool draws)
    {
        await using var gateway = await GatewayHost.StartAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = Bounded(("Enabled", enabled)) }));
        using var response = await gateway.PostAsync("/v1/images/generations", """{"model":"sandbox/painter","prompt":"a red fox","size":"64x64"}""");

        Assert.That(response.IsSuccessStatusCode, Is.EqualTo(draws));
    }

    [TestCase("MostDelay", "2m", "hh:mm:ss")]
    [TestCase("MostPixels", "many", "whole number")]
    [TestCase("Enabled", "off", "true nor false")]
    public async Task Load_MalformedBound_IsAnErrorThatNamesTheForm(string name, string value, string told)
    {
        var loaded = await Load.Json(ProxyJson.Create(new JsonObject { ["sandbox"] = Bounded((name, value)) }));

        Assert.That(string.Join('\n', loaded.Errors), Does.Contain(name).And.Contain(told));
    }

    private static JsonObject Bounded(params (string Name, string? Value)[] settings)
    {
        var cluster = ProxyJson.Sandbox();
        var metadata = new JsonObject();
        foreach (var (name, value) in settings.Where(setting => setting.Value is not null))
            metadata[name] = value;
        cluster["Destinations"]!["main"]!["Metadata"] = metadata;
        return cluster;
    }
}
