using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Azure;

/// <summary>Azure's answers are OpenAI's, with annotations that are passed on.</summary>
public sealed class AzureAnswerTests : AzureFixture
{
    [TestCase("azure/answers/gpt-image.json", "azure/gpt-image-2")]
    [TestCase("azure/answers/gpt-image.json", "v1/gpt-image-2")]
    [TestCase("azure/answers/dall-e-3.json", "dated/dalle3")]
    public async Task Generate_ProvidersAnswer_IsPassedOnWithItsAnnotations(string fixture, string model)
    {
        Provider.Answer(fixture, 200, ("apim-request-id", "1"), ("x-ms-region", "Sweden Central"));
        using var response = await GenerateAsync(model);

        var answer = await ReadAsync(response);
        var expected = ProviderServer.FixtureJson(fixture);
        expected["data"]![0]!["index"] = 0;
        var provider = (string)answer["extra_fields"]!["provider"]!;
        answer.Remove("extra_fields");
        Assert.Multiple(() =>
        {
            Assert.That(JsonNode.DeepEquals(answer, expected), answer.ToJsonString());
            Assert.That(provider, Is.EqualTo(model[..model.IndexOf('/', StringComparison.Ordinal)]));
            Assert.That(response.Headers.Contains("x-ms-region"), Is.False);
        });
    }

    [Test]
    public async Task Stream_OnAzuresPath_PassesTheEvents()
    {
        Provider.Answer("azure/answers/stream.sse");
        using var response = await Gateway.PostAsync(
            "/openai/deployments/house-draw/images/generations?api-version=2025-04-01-preview", """{"prompt":"a red kite","stream":true,"partial_images":1}""");

        var events = await ServerSentEvents.ReadAllAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That(events.Select(e => e.Name), Is.EqualTo(new[] { "image_generation.partial_image", "image_generation.completed" }));
            Assert.That((string)events[^1].Json["extra_fields"]!["provider"]!, Is.EqualTo("azure"));
            Assert.That(Provider.Request.Body, Is.EqualTo("""{"prompt":"a red kite","partial_images":1,"stream":true}"""));
        });
    }
}
