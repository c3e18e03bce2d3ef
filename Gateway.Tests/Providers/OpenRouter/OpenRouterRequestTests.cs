using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.OpenRouter;

/// <summary>The promise: a model is asked on the route where it exists, in that route's words, and the answer says what could not be sent.</summary>
internal sealed class OpenRouterRequestTests
{
    private const string Chat = "/api/v1/chat/completions";
    private const string Images = "/api/v1/images";

    [TestCase("google/gemini-2.5-flash-image-preview:free", null, Chat)]
    [TestCase("OpenAI/GPT-5-Image", null, Chat)]
    [TestCase("openai/gpt-5.4-image-2", null, Images)]
    [TestCase("openai/gpt-5-image-mini", null, Chat)]
    [TestCase("google/gemini-nano-banana-2.1", null, Images)]
    [TestCase("google/gemini-2.5-flash-image", null, Images)]
    [TestCase("nobody/knows", null, Images)]
    [TestCase("nobody/knows", "nobody/*", Chat)]
    [TestCase("nobody/knows", "!nobody/knows, nobody/*", Images)]
    [TestCase("nobody/knows", "nobody/knows-not", Images)]
    [TestCase("openai/gpt-5-image", "nobody/*", Chat)]
    [TestCase("openai/gpt-5-image", "! openai/gpt-5*", Images)]
    [TestCase("google/gemini-2.5-flash-image", "*", Chat)]
    [TestCase("nobody/knows", " ,!,", Images)]
    public void CreateRequest_Model_IsAskedOnItsRoute(string model, string? setting, string path)
    {
        var settings = setting is null ? null : new Dictionary<string, string> { ["Chat"] = setting };
        Assert.That(CodecCall.Create("openrouter", model, settings: settings).Request().Uri.AbsolutePath, Is.EqualTo(path));
    }

    [TestCase("https://openrouter.ai/api/v1/", "https://openrouter.ai/api/v1/images")]
    [TestCase("https://openrouter.ai/api/v1", "https://openrouter.ai/api/v1/images")]
    [TestCase("https://openrouter.ai", "https://openrouter.ai/api/v1/images")]
    [TestCase("https://proxy.example/or/", "https://proxy.example/or/images")]
    public void CreateRequest_Address_GetsTheRoute(string address, string expected) =>
        Assert.That(Call.Create("openrouter", Call.Of("openrouter", "a/b", address: address)).Uri.AbsoluteUri, Is.EqualTo(expected));

    [TestCase("openai/gpt-image-2", 10)]
    [TestCase("bytedance-seed/seedream-5-0-pro", 10)]
    [TestCase("bytedance-seed/seedream-4.5", 10)]
    [TestCase("qwen/qwen-image-3-pro", 10)]
    [TestCase("openai/gpt-image-2.5-flare", 1)]
    [TestCase("openai/gpt-5.4-image-2", 1)]
    [TestCase("bytedance-seed/seedream-5-0-lite", 1)]
    [TestCase("qwen/qwen-image-3", 1)]
    [TestCase("recraft/recraft-v4", 1)]
    [TestCase("google/gemini-nano-banana-2.1", 1)]
    [TestCase("black-forest-labs/flux.2-pro", 1)]
    [TestCase("openai/gpt-5-image", 1)]
    [TestCase("nobody/knows", 1)]
    public void Capabilities_Model_GivesSoManyPicturesACallAsBase64(string model, int pictures)
    {
        var capabilities = ProviderCatalog.All["openrouter"].CapabilitiesOf(model);
        Assert.That((capabilities.MaxImages, capabilities.GivesUrl, capabilities.Streams), Is.EqualTo((pictures, false, true)));
    }

    [TestCase("3840x2160", "16:9", "4K")]
    [TestCase("2048x2048", "1:1", "2K")]
    public void ChatModel_LargeSize_BecomesARatioAndATier(string size, string ratio, string tier)
    {
        var call = CodecCall.Create("openrouter", "google/gemini-3-pro-image-preview", $"\"size\":\"{size}\"");
        var config = call.Json()["image_config"]!;
        Assert.Multiple(() =>
        {
            Assert.That(config.ToJsonString(), Is.EqualTo($$"""{"aspect_ratio":"{{ratio}}","image_size":"{{tier}}"}"""));
            Assert.That(
                call.Context.Converted.Select(change => (change.Param, change.Asked, change.Sent)),
                Is.EqualTo(new[] { ("size", size, $"aspect_ratio {ratio}"), ("size", size, $"image_size {tier}") }));
        });
    }

    [Test]
    public void Split_ChatModelWithSeveralPictures_IsACallEachWithASeedOfItsOwn()
    {
        var calls = CodecCall.Create("openrouter", "openai/gpt-5-image", "\"n\":3,\"seed\":7").Call.Split();
        var bodies = calls.Select(call => CodecCall.Json(Call.Create("openrouter", call))).ToList();
        Assert.That(bodies.Select(body => (int)body["seed"]!), Is.EqualTo(new[] { 7, 8, 9 }));
        Assert.That(bodies.Select(body => body["n"]), Is.All.Null);
    }

    [TestCase("a/b", "\"stream\":true", "text/event-stream")]
    [TestCase("a/b", "", "application/json")]
    [TestCase("openai/gpt-5-image", "\"stream\":true", "text/event-stream")]
    public void CreateRequest_Accept_IsWhatWasAsked(string model, string members, string accept) =>
        Assert.That(CodecCall.Create("openrouter", model, members).Request().Accept, Is.EqualTo(accept));
}
