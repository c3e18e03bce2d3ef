using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.OpenRouter;

/// <summary>What reaches OpenRouter of a client's request.</summary>
public sealed class OpenRouterGatewayRequestTests : OpenRouterFixture
{
    [TestCase(Image, "openai/gpt-image-2", "images.json", "/api/v1/images")]
    [TestCase(Chat, "google/gemini-2.5-flash-image-preview", "chat.json", "/api/v1/chat/completions")]
    [TestCase("by-chat/black-forest-labs/flux.2-pro", "black-forest-labs/flux.2-pro", "chat.json", "/api/v1/chat/completions")]
    public async Task Generate_Model_IsSentToItsRouteWithTheKey(string model, string name, string fixture, string path)
    {
        Provider.Answer("openrouter/answers/" + fixture);
        using var response = await GenerateAsync(model);

        await ReadAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That($"{Provider.Request.Method} {Provider.Request.Path}", Is.EqualTo("POST " + path));
            Assert.That(Provider.Request.Headers!["Authorization"], Is.EqualTo(new[] { "Bearer " + Key }));
            Assert.That(Provider.Request.Headers!["Content-Type"].Single(), Does.StartWith("application/json"));
            Assert.That((string?)Provider.Json["model"], Is.EqualTo(name));
        });
    }

    [Test]
    public async Task Generate_ImagesRoute_IsSentSizeQualityFormatAndSeed()
    {
        Provider.Answer("openrouter/answers/images-several.json");
        using var response = await GenerateAsync(
            Image, "\"n\":2,\"size\":\"1536x1024\",\"aspect_ratio\":\"1:1\",\"quality\":\"hd\",\"output_format\":\"webp\",\"seed\":7,\"style\":\"vivid\",\"provider\":{\"only\":[\"openai\"]}");

        var answer = await ReadAsync(response);
        var extra = answer["extra_fields"]!;
        Assert.Multiple(() =>
        {
            Assert.That(Provider.Json.ToJsonString(), Is.EqualTo(
                """{"model":"openai/gpt-image-2","prompt":"a red kite","n":2,"size":"1536x1024","quality":"high","output_format":"webp","seed":7,"provider":{"only":["openai"]}}"""));
            Assert.That(extra["dropped_params"]!.AsArray().Select(change => (string?)change!["param"]), Is.EquivalentTo(new[] { "style", "aspect_ratio" }));
            Assert.That(extra["converted_params"]!.AsArray().Select(change => (string?)change!["sent"]), Is.EqualTo(new[] { "high" }));
            // The picture itself is held against the request.
            Assert.That(Warnings(answer), Does.Contain("size_mismatch").And.Contain("format_mismatch"));
            Assert.That(response.Headers.GetValues("x-bifrost-dropped-params").Single(), Does.Contain("style").And.Contain("aspect_ratio"));
        });
    }

    [Test]
    public async Task Generate_ChatRoute_IsSentARatioForTheSize()
    {
        Provider.Answer("openrouter/answers/chat.json");
        using var response = await GenerateAsync(Chat, "\"size\":\"1536x1024\",\"seed\":7");

        var answer = await ReadAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That(Provider.Json.ToJsonString(), Is.EqualTo(
                """{"model":"google/gemini-2.5-flash-image-preview","messages":[{"role":"user","content":"a red kite"}],"modalities":["image","text"],"image_config":{"aspect_ratio":"3:2"},"seed":7}"""));
            Assert.That((string?)answer["extra_fields"]!["converted_params"]![0]!["sent"], Is.EqualTo("aspect_ratio 3:2"));
        });
    }

    [TestCase(Chat, "chat.json")]
    [TestCase("openrouter/google/gemini-3.1-flash-image", "images.json")]
    public async Task Generate_SeveralOfAModelThatGivesOne_AreSeveralCalls(string model, string fixture)
    {
        Provider.Answer("openrouter/answers/" + fixture);
        using var response = await GenerateAsync(model, "\"n\":3,\"seed\":5");

        var answer = await ReadAsync(response);
        var fixtureUsage = ProviderServer.FixtureJson("openrouter/answers/" + fixture)["usage"]!;
        Assert.Multiple(() =>
        {
            Assert.That(answer["data"]!.AsArray().Select(item => (int)item!["index"]!), Is.EqualTo(new[] { 0, 1, 2 }));
            Assert.That(Provider.Requests.Select(request => (int)JsonNode.Parse(request.Body!)!["seed"]!).Order(), Is.EqualTo(new[] { 5, 6, 7 }));
            Assert.That((int)answer["usage"]!["output_tokens"]!, Is.EqualTo(3 * (int)fixtureUsage["completion_tokens"]!));
            Assert.That((double)answer["usage"]!["cost"]!, Is.EqualTo(3 * (double)fixtureUsage["cost"]!).Within(1e-9));
        });
    }
}
