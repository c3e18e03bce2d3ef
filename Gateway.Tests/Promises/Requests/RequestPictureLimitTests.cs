using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Requests;

/// <summary>The promise: a request may have 1 MiB beside its pictures, which do not count.</summary>
internal sealed class RequestPictureLimitTests
{
    private const int Most = 1 << 20;

    private RawProvider _provider = null!;
    private GatewayHost _gateway = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _provider = RawProvider.Start(RawAnswer.PictureAsync);
        _gateway = await TestGateway.StartAsync(null, null, ("openai", _provider));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _gateway.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [TestCase("prompt")]
    [TestCase("negative_prompt")]
    [TestCase("unknown")]
    public async Task Generate_LongText_Is413WithLimitAndSetting(string member)
    {
        var body = $$"""{"model":"openai/gpt-image-2","prompt":"p","{{member}}":"{{new string(' ', Most)}}"}""";
        using var response = await _gateway.PostAsync(Generations, body);

        var envelope = await response.EnvelopeAsync(HttpStatusCode.RequestEntityTooLarge);
        Assert.That((string?)envelope["error"]!["code"], Is.EqualTo("request_too_large"));
        Assert.That((string?)envelope["error"]!["message"], Does.Contain($"{Most} bytes").And.Contain("Images.Limits.RequestBytes"));
    }

    [Test]
    public async Task Generate_PromptThatLooksLikeAPicture_Is413()
    {
        using var response = await _gateway.PostAsync(Generations, $$"""{"model":"openai/gpt-image-2","prompt":"{{new string('A', Most)}}"}""");
        await response.EnvelopeAsync(HttpStatusCode.RequestEntityTooLarge);
    }

    [TestCase("\"input_images\":[\"iVBORw0KGgoAAAANSUhEUgAAACAAAAAg#\"]")]
    [TestCase("\"input_image\":\"#\"")]
    [TestCase("\"input_image\":\"data:image/png;base64,#\"")]
    public async Task Generate_PicturesOf3MiB_AreServed(string member)
    {
        var body = $$"""{"model":"openai/gpt-image-2","prompt":"p",{{member.Replace("#", new string('A', 3 * Most), StringComparison.Ordinal)}}}""";
        using var response = await _gateway.PostAsync(Generations, body);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), await response.Content.ReadAsStringAsync());
    }

    [Test]
    public async Task Generate_PicturesBeyondTheirLimit_Is413()
    {
        await using var gateway = await TestGateway.StartAsync(
            null, new JsonObject { ["Limits"] = new JsonObject { ["RequestBytes"] = 1000, ["BodyBytes"] = 5000 } }, ("openai", _provider));
        using var response =
            await gateway.PostAsync(Generations, $$"""{"model":"openai/gpt-image-2","prompt":"p","input_images":["{{new string('A', 5000)}}"]}""");
        await response.EnvelopeAsync(HttpStatusCode.RequestEntityTooLarge);
    }
}
