using System.Net;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Gemini;

/// <summary>What reaches the Gemini API.</summary>
public sealed class GeminiRequestTests : GeminiFixture
{
    private const string Content = """{"contents":[{"role":"user","parts":[{"text":"a red kite"}]}],"generationConfig":{"responseModalities":["IMAGE"]}}""";
    private const string Predict = """{"instances":[{"prompt":"a red kite"}],"parameters":{"sampleCount":1,"includeRaiReason":true}}""";

    [TestCase("gemini/gemini-3.1-flash-lite-image", "image.json", "/v1beta/models/gemini-3.1-flash-lite-image:generateContent", Content)]
    [TestCase("root/gemini-3.1-flash-lite-image", "image.json", "/v1beta/models/gemini-3.1-flash-lite-image:generateContent", Content)]
    [TestCase("gemini/imagen-4.0-generate-001", "imagen.json", "/v1beta/models/imagen-4.0-generate-001:predict", Predict)]
    public async Task Generate_EachFamily_SendsItsBodyToItsPathWithTheKeyInItsHeader(string model, string fixture, string path, string body)
    {
        Provider.Answer("gemini/answers/" + fixture);
        using var response = await GenerateAsync(model);

        await ReadAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That((Provider.Request.Method, Provider.Request.Path, Provider.Request.RawQuery), Is.EqualTo(("POST", path, "")));
            Assert.That(Provider.Request.Headers!["x-goog-api-key"], Is.EqualTo(new[] { Key }));
            Assert.That(Provider.Request.Headers!.ContainsKey("Authorization"), Is.False);
            Assert.That(Provider.Request.Headers!["Accept"], Is.EqualTo(new[] { "application/json" }));
            Assert.That(Provider.Request.Body, Is.EqualTo(body));
        });
    }

    [Test]
    public async Task Generate_SeveralOfImagen_IsOneCallWithTheirCount()
    {
        Provider.Answer("gemini/answers/imagen-several.json");
        using var response = await GenerateAsync("gemini/imagen-4.0-generate-001", "\"n\":3");

        await ReadAsync(response);
        Assert.That((int)Provider.Json["parameters"]!["sampleCount"]!, Is.EqualTo(3));
    }

    [Test]
    public async Task Generate_SizeThatIsNoRatioOfTheModels_IsConvertedAndReported()
    {
        Provider.Answer("gemini/answers/image.json");
        using var response = await GenerateAsync("gemini/gemini-3.1-flash-lite-image", "\"size\":\"1536x1024\"");

        var converted = (await ReadAsync(response))["extra_fields"]!["converted_params"]!.AsArray().Single()!;
        Assert.Multiple(() =>
        {
            Assert.That((string)converted["param"]!, Is.EqualTo("size"));
            Assert.That((string)converted["asked"]!, Is.EqualTo("1536x1024"));
            Assert.That((string)converted["sent"]!, Is.EqualTo("3:2 1K"));
            Assert.That((string)Provider.Json["generationConfig"]!["imageConfig"]!["aspectRatio"]!, Is.EqualTo("3:2"));
        });
    }

    [Test]
    public async Task Generate_TransparentBackground_IsDroppedAndReported()
    {
        Provider.Answer("gemini/answers/image.json");
        using var response = await GenerateAsync("gemini/gemini-3.1-flash-lite-image", "\"background\":\"transparent\"");

        var dropped = (await ReadAsync(response))["extra_fields"]!["dropped_params"]!.AsArray().Single()!;
        Assert.Multiple(() =>
        {
            Assert.That(((string?)dropped["param"], (string?)dropped["asked"]), Is.EqualTo(("background", "transparent")));
            Assert.That(Provider.Request.Body, Is.EqualTo(Content));
        });
    }

    [Test]
    public async Task Generate_TransparentBackgroundUnderStrict_IsRefusedBeforeAnythingIsSent()
    {
        Provider.Answer("gemini/answers/image.json");
        await using var gateway = await StartGatewayAsync(("Strict", true));
        using var response = await gateway.PostAsync("/v1/images/generations", Ask("gemini/gemini-3.1-flash-lite-image", "\"background\":\"transparent\""));

        var answer = await ReadAsync(response, HttpStatusCode.BadRequest);
        Assert.Multiple(() =>
        {
            Assert.That((string?)answer["error"]!["param"], Is.EqualTo("background"));
            Assert.That((string?)answer["error"]!["type"], Is.EqualTo("invalid_request_error"));
            Assert.That(Provider.Requests, Is.Empty);
        });
    }
}
