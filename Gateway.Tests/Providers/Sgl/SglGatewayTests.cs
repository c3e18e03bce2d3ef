using Iris.Gateway.Tests.Providers.SelfHosted;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Sgl;

/// <summary>What only SGLang has.</summary>
public sealed class SglGatewayTests() : SelfHostedFixture("sgl")
{
    [TestCase("\"quality\":\"high\"", "quality", "high")]
    [TestCase("\"background\":\"transparent\"", "background", "transparent")]
    [TestCase("\"output_compression\":80", "output_compression", "80")]
    [TestCase("\"quality\":\"auto\"", "quality", null)]
    [TestCase("\"background\":\"auto\"", "background", null)]
    public async Task Generate_Member_IsSentUnlessItIsAuto(string member, string name, string? value)
    {
        Provider.Answer("sgl/answers/one.json");
        using var response = await GenerateAsync("sgl/m", member);

        var answer = await ReadAsync(response);
        Assert.That(Provider.Json[name]?.ToString(), Is.EqualTo(value));
        Assert.That(Warnings(answer), Is.Empty);
    }

    [Test]
    public async Task Generate_AnswerWithUsageAndMeasurements_TellsThemAndNothingOfTheDisk()
    {
        Provider.Answer("sgl/answers/two-counted.json");
        using var counted = await GenerateAsync("sgl/m", "\"n\":2");
        var first = await ReadAsync(counted);
        Provider.Reset();
        Provider.Answer("sgl/answers/one.json");
        using var measured = await GenerateAsync("sgl/m");
        var second = await ReadAsync(measured);

        Assert.Multiple(() =>
        {
            Assert.That(first["usage"]!.ToJsonString(), Is.EqualTo("""{"input_tokens":12,"output_tokens":30,"total_tokens":42,"input_tokens_details":{"text_tokens":12,"image_tokens":0},"image_count":2}"""));
            Assert.That(first["data"]!.AsArray().Select(item => (string?)item!["revised_prompt"]), Is.EqualTo(new[] { "a red fox", "a red fox\u2019s den" }));
            Assert.That(second["usage"], Is.Null);
            Assert.That((double?)second["inference_time_s"], Is.EqualTo(3.25));
            Assert.That(first.ToJsonString() + second.ToJsonString(), Does.Not.Contain("/root/outputs").And.Not.Contain("file_path").And.Not.Contain("resize"));
        });
    }

    [Test]
    public async Task Generate_FlatError_KeepsItsTypeAndCode()
    {
        Provider.Answer("sgl/errors/flat.json", 400);
        using var response = await GenerateAsync("sgl/m");

        await ReadErrorAsync(response, 400, "BadRequestError", "400", null);
    }
}
