using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Gemini;

/// <summary>Plain answers of both families.</summary>
public sealed class GeminiAnswerTests : GeminiFixture
{
    [Test]
    public async Task Generate_Picture_IsPassedOnWithItsUsage()
    {
        Provider.Answer("gemini/answers/image.json");
        using var response = await GenerateAsync("gemini/gemini-nano-banana-2.1");

        var answer = await ReadAsync(response);
        var usage = answer["usage"]!;
        Assert.Multiple(() =>
        {
            Assert.That((string?)answer["data"]!.AsArray().Single()!["b64_json"], Is.EqualTo(Jpeg));
            Assert.That(((int)usage["input_tokens"]!, (int)usage["output_tokens"]!, (int)usage["total_tokens"]!), Is.EqualTo((10, 1392, 1402)));
            Assert.That((int)usage["output_tokens_details"]!["image_tokens"]!, Is.EqualTo(1120));
            Assert.That((string?)answer["extra_fields"]!["provider"], Is.EqualTo("gemini"));
            Assert.That((string?)answer["extra_fields"]!["resolved_model_used"], Is.EqualTo("gemini-nano-banana-2.1"));
        });
    }

    [Test]
    public async Task Generate_PredictionOfImagen_IsPassedOn()
    {
        Provider.Answer("gemini/answers/imagen.json");
        using var response = await GenerateAsync("gemini/imagen-4.0-generate-001");

        Assert.That((string?)(await ReadAsync(response))["data"]!.AsArray().Single()!["b64_json"], Is.EqualTo(Finished));
    }

    [Test]
    public async Task Generate_ThreePicturesOfAModelThatDrawsOne_AreThreeCallsNumberedByPositionAndSummed()
    {
        Provider.Answer("gemini/answers/image.json");
        using var response = await GenerateAsync("gemini/gemini-nano-banana-2.1", "\"n\":3");

        var answer = await ReadAsync(response);
        var data = answer["data"]!.AsArray();
        var usage = answer["usage"]!;
        Assert.Multiple(() =>
        {
            Assert.That(Provider.Requests, Has.Count.EqualTo(3));
            Assert.That(Provider.Requests.Select(call => call.Path), Is.All.EqualTo("/v1beta/models/gemini-nano-banana-2.1:generateContent"));
            Assert.That(data.Select(item => (int?)item!["index"]), Is.EqualTo(new int?[] { 0, 1, 2 }));
            Assert.That(data.Select(item => (string?)item!["b64_json"]), Is.EqualTo(new[] { Jpeg, Jpeg, Jpeg }));
            Assert.That(((int)usage["input_tokens"]!, (int)usage["output_tokens"]!, (int)usage["total_tokens"]!), Is.EqualTo((30, 4176, 4206)));
        });
    }
}
