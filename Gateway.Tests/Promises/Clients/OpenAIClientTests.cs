using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Providers;
using NUnit.Framework;
using OpenAI;
using OpenAI.Images;

// The SDK marks options of GPT image models and its streaming as experimental.
#pragma warning disable OPENAI001

namespace Iris.Gateway.Tests.Promises.Clients;

/// <summary>OpenAI's own .NET client, told nothing but another endpoint.</summary>
public sealed class OpenAIClientTests : ClientFixture
{
    [Test]
    public async Task GenerateImage_GptImage_GivesThePictureAndItsUsage()
    {
        Provider.Answer("openai/answers/gpt-image.json");
        var result = await Client("gpt-image-2").GenerateImageAsync("a red kite", new ImageGenerationOptions
        {
            Size = GeneratedImageSize.W1024xH1024,
            Quality = "medium",
            Background = GeneratedImageBackground.Opaque,
            OutputFileFormat = GeneratedImageFileFormat.Png,
            ResponseFormat = GeneratedImageFormat.Bytes,
            EndUserId = "u-1",
        });

        Assert.Multiple(() =>
        {
            Assert.That(Convert.ToBase64String(result.Value.ImageBytes.ToArray()), Is.EqualTo(Picture("openai/answers/gpt-image.json")));
            Assert.That(Provider.Json.Select(member => member.Key), Is.EquivalentTo(new[] { "model", "prompt", "size", "quality", "background", "output_format", "user" }));
            Assert.That(Provider.Request.Headers!["Authorization"], Is.EqualTo(new[] { "Bearer " + Key }));
            Assert.That(Provider.Request.Headers!["User-Agent"], Is.EqualTo(new[] { "iris" }));
        });
    }

    [Test]
    public async Task GenerateImages_Several_GivesEachWithUsageAndEcho()
    {
        Provider.Answer("openai/answers/gpt-image-several.json");
        var result = await Client("openai/gpt-image-2").GenerateImagesAsync("a red kite", 3);

        Assert.Multiple(() =>
        {
            Assert.That(result.Value, Has.Count.EqualTo(3));
            Assert.That(result.Value.CreatedAt, Is.EqualTo(DateTimeOffset.FromUnixTimeSeconds(1763800000)));
            Assert.That(result.Value.Usage.OutputTokenCount, Is.EqualTo(816));
            Assert.That(result.Value.Usage.InputTokenDetails.TextTokenCount, Is.EqualTo(14));
            Assert.That(result.Value.OutputFileFormat, Is.EqualTo(GeneratedImageFileFormat.Png));
        });
    }

    [Test]
    public async Task GenerateImage_DallE3_GivesUriAndRevisedPrompt()
    {
        Provider.Answer("openai/answers/dall-e-3-url.json");
        var result = await Client("dall-e-3").GenerateImageAsync(
            "a red kite", new ImageGenerationOptions { ResponseFormat = GeneratedImageFormat.Uri, Style = GeneratedImageStyle.Vivid });

        var told = ProviderServer.FixtureJson("openai/answers/dall-e-3-url.json")["data"]![0]!;
        Assert.Multiple(() =>
        {
            Assert.That(result.Value.ImageUri.OriginalString, Is.EqualTo((string)told["url"]!));
            Assert.That(result.Value.RevisedPrompt, Is.EqualTo((string)told["revised_prompt"]!));
        });
    }

    [Test]
    public async Task GenerateImage_Sandbox_DrawsWithoutAProvider()
    {
        var result = await Client("sandbox/painter").GenerateImageAsync("a red kite", new ImageGenerationOptions { Size = new GeneratedImageSize(64, 48) });

        using var picture = SkiaSharp.SKBitmap.Decode(result.Value.ImageBytes.ToArray());
        Assert.Multiple(() =>
        {
            Assert.That((picture.Width, picture.Height), Is.EqualTo((64, 48)));
            Assert.That(Provider.Requests, Is.Empty);
        });
    }

    [TestCase("gpt-image-2", 2)]
    [TestCase("sandbox/painter", 2)]
    public async Task GenerateImagesStreaming_YieldsPartialsAndTheCompletedPicture(string model, int partials)
    {
        Provider.Answer("openai/answers/stream-partials.sse");
        var events = await StreamAsync(model);

        Assert.Multiple(() =>
        {
            Assert.That(events.Select(e => e.EventType), Is.EqualTo(Enumerable.Repeat("image_generation.partial_image", partials).Append("image_generation.completed")));
            Assert.That(events.Select(e => (string)Json(e)["type"]!), Is.EqualTo(events.Select(e => e.EventType)));
            Assert.That(Convert.FromBase64String((string)Json(events[^1])["b64_json"]!), Has.Length.GreaterThan(100));
        });
    }

    [TestCase("openai/errors/moderation.json", 400, "moderation_blocked")]
    [TestCase("openai/errors/invalid-key.json", 401, "invalid_api_key")]
    [TestCase("openai/errors/rate-limit.json", 429, "rate_limit_exceeded")]
    [TestCase("openai/errors/server.json", 500, "The server had an error")]
    [TestCase("openai/errors/page.html", 502, "HTML response")]
    public void GenerateImage_ProviderFails_ThrowsWithItsStatusAndReason(string fixture, int status, string says)
    {
        Provider.Answer(fixture, status);
        var failure = Assert.ThrowsAsync<ClientResultException>(() => Client("gpt-image-2").GenerateImageAsync("a red kite"))!;

        Assert.Multiple(() =>
        {
            Assert.That(failure.Status, Is.EqualTo(status));
            Assert.That(failure.Message + failure.GetRawResponse()!.Content, Does.Contain(says));
        });
    }

    [Test]
    public void GenerateImagesStreaming_FailsBeforeThePicture_ThrowsWithTheStatus()
    {
        Provider.Answer("openai/failures/stream-error-first.sse");
        var failure = Assert.ThrowsAsync<ClientResultException>(() => StreamAsync("gpt-image-2"))!;

        Assert.That(failure.Status, Is.EqualTo(400));
    }

    [Test]
    public async Task GenerateImagesStreaming_FailsAfterAPicture_YieldsTheErrorEvent()
    {
        Provider.Answer("openai/failures/stream-error-late.sse");
        var events = await StreamAsync("gpt-image-2");

        Assert.Multiple(() =>
        {
            Assert.That(events[^1].EventType, Is.EqualTo("error"));
            Assert.That((string)Json(events[^1])["error"]!["code"]!, Is.EqualTo("image_generation_failed"));
        });
    }

    private ImageClient Client(string model) => new(
        model,
        new ApiKeyCredential("client-key"),
        Configure(new OpenAIClientOptions { Endpoint = new Uri(Gateway.Address, "openai/v1") }));

    private async Task<List<SseItem<BinaryData>>> StreamAsync(string model)
    {
        using var content = BinaryContent.Create(BinaryData.FromString(Ask(model, "\"stream\":true,\"partial_images\":2,\"size\":\"64x48\"")));
        var events = new List<SseItem<BinaryData>>();
        await foreach (var item in await Client(model).GenerateImagesStreamingAsync(content, new RequestOptions()))
            events.Add(item);
        return events;
    }

    private static JsonNode Json(SseItem<BinaryData> item) => JsonNode.Parse(item.Data)!;

    private static string Picture(string fixture) => (string)ProviderServer.FixtureJson(fixture)["data"]![0]!["b64_json"]!;
}
