using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Azure.AI.OpenAI;
using Iris.Gateway.Tests.Providers;
using NUnit.Framework;
using OpenAI.Images;

#pragma warning disable OPENAI001

namespace Iris.Gateway.Tests.Promises.Clients;

/// <summary>Azure's own .NET client, with the gateway's OpenAI path or its bare host as endpoint.</summary>
public sealed class AzureClientTests : ClientFixture
{
    private static readonly string[] Events = ["image_generation.partial_image", "image_generation.completed"];

    [TestCase("openai")]
    [TestCase("")]
    public async Task GenerateImage_EitherEndpoint_ReachesTheDeployment(string endpoint)
    {
        Provider.Answer("azure/answers/gpt-image.json");
        var result = await Client(endpoint, "house-draw").GenerateImageAsync("a red kite");

        Assert.Multiple(() =>
        {
            Assert.That(
                Convert.ToBase64String(result.Value.ImageBytes.ToArray()),
                Is.EqualTo((string)ProviderServer.FixtureJson("azure/answers/gpt-image.json")["data"]![0]!["b64_json"]!));
            Assert.That(Provider.Request.Path, Is.EqualTo("/openai/deployments/house-draw/images/generations"));
            Assert.That(Provider.Request.Headers!["api-key"], Is.EqualTo(new[] { Key }));
            Assert.That(Provider.Json.ContainsKey("model"), Is.False);
        });
    }

    [TestCase("openai")]
    [TestCase("")]
    public async Task GenerateImage_DeploymentThatNamesAProvider_ReachesIt(string endpoint)
    {
        Provider.Answer("openai/answers/gpt-image.json");
        await Client(endpoint, "openai/gpt-image-2").GenerateImageAsync("a red kite");

        Assert.Multiple(() =>
        {
            Assert.That(Provider.Request.Path, Is.EqualTo("/v1/images/generations"));
            Assert.That((string)Provider.Json["model"]!, Is.EqualTo("gpt-image-2"));
        });
    }

    [Test]
    public async Task GenerateImage_Sandbox_DrawsWithoutAProvider()
    {
        var result = await Client("openai", "sandbox/painter").GenerateImageAsync("a red kite", new ImageGenerationOptions { Size = new GeneratedImageSize(64, 48) });

        using var picture = SkiaSharp.SKBitmap.Decode(result.Value.ImageBytes.ToArray());
        Assert.Multiple(() =>
        {
            Assert.That(picture.Height, Is.EqualTo(48));
            Assert.That(Provider.Requests, Is.Empty);
        });
    }

    [Test]
    public async Task GenerateImage_DallE3_GivesUriAndRevisedPrompt()
    {
        Provider.Answer("azure/answers/dall-e-3.json");
        var result = await Client("openai", "dalle3").GenerateImageAsync("a red kite");

        Assert.Multiple(() =>
        {
            Assert.That(result.Value.ImageUri.Host, Is.EqualTo("dalleprodsec.blob.core.windows.net"));
            Assert.That(result.Value.RevisedPrompt, Is.EqualTo("A red kite above a snowy hill."));
        });
    }

    [TestCase("azure/errors/moderation.json", 400)]
    [TestCase("azure/errors/invalid-key.json", 401)]
    [TestCase("azure/errors/deployment-not-found.json", 404)]
    [TestCase("azure/errors/rate-limit.json", 429)]
    public void GenerateImage_ProviderFails_ThrowsWithItsStatusAndMessage(string fixture, int status)
    {
        Provider.Answer(fixture, status);
        var failure = Assert.ThrowsAsync<ClientResultException>(() => Client("openai", "house-draw").GenerateImageAsync("a red kite"))!;

        Assert.Multiple(() =>
        {
            Assert.That(failure.Status, Is.EqualTo(status));
            Assert.That(
                (string)JsonNode.Parse(failure.GetRawResponse()!.Content)!["error"]!["message"]!,
                Is.EqualTo((string)ProviderServer.FixtureJson(fixture)["error"]!["message"]!));
        });
    }

    // Azure.AI.OpenAI 2.1.0 does not redirect OpenAI's streaming method to the deployment's path, so the body names it.
    [TestCase("azure/house-draw", 1)]
    [TestCase("sandbox/painter", 0)]
    public async Task GenerateImagesStreaming_YieldsPartialsAndTheCompletedPicture(string model, int calls)
    {
        Provider.Answer("azure/answers/stream.sse");
        using var content = BinaryContent.Create(BinaryData.FromString(Ask(model, "\"stream\":true,\"partial_images\":1,\"size\":\"64x48\"")));
        var types = new List<string>();
        await foreach (var item in await Client("openai", "house-draw").GenerateImagesStreamingAsync(content, new RequestOptions()))
            types.Add(item.EventType);

        Assert.Multiple(() =>
        {
            Assert.That(types, Is.EqualTo(Events));
            Assert.That(Provider.Requests, Has.Count.EqualTo(calls));
        });
    }

    [TestCase("openai/openai/deployments/house-draw")]
    [TestCase("openai/deployments/house-draw")]
    [TestCase("openai/deployments/sandbox/painter")]
    public async Task Pipeline_StreamOnTheDeploymentsPath_YieldsTheSameEvents(string path)
    {
        Provider.Answer("azure/answers/stream.sse");
        var pipeline = Client("openai", "house-draw").Pipeline;
        using var message = pipeline.CreateMessage();
        message.BufferResponse = false;
        message.Request.Method = "POST";
        message.Request.Uri = new Uri(Gateway.Address, path + "/images/generations?api-version=2025-04-01-preview");
        message.Request.Headers.Set("Content-Type", "application/json");
        message.Request.Content = BinaryContent.Create(
            BinaryData.FromString("""{"prompt":"a red kite","stream":true,"partial_images":1,"size":"64x48"}"""));
        await pipeline.SendAsync(message);

        var types = new List<string>();
        await foreach (var item in SseParser.Create(message.Response!.ContentStream!).EnumerateAsync())
            types.Add(item.EventType);
        Assert.That(types, Is.EqualTo(Events));
    }

    private ImageClient Client(string endpoint, string deployment) => new AzureOpenAIClient(
        new Uri(Gateway.Address, endpoint), new ApiKeyCredential("client-key"), Configure(new AzureOpenAIClientOptions())).GetImageClient(deployment);
}
