using Iris.Gateway.Tests.Providers.SelfHosted;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Vllm;

/// <summary>What only vLLM-Omni has.</summary>
public sealed class VllmGatewayTests() : SelfHostedFixture("vllm")
{
    [TestCase("\"quality\":\"high\"", "quality")]
    [TestCase("\"background\":\"transparent\"", "background")]
    [TestCase("\"output_compression\":80", "output_compression")]
    public async Task Generate_MemberThatTheServerPassesOver_IsLeftOutAndReported(string member, string name)
    {
        Provider.Answer("vllm/answers/one.json");
        using var response = await GenerateAsync("vllm/m", member);

        await ReadAsync(response);
        Assert.That(Provider.Json.ContainsKey(name), Is.False);
        Assert.That(response.Headers.GetValues("x-bifrost-dropped-params"), Is.EqualTo(new[] { name }));
    }

    [Test]
    public async Task Generate_AnswerWithMeasurements_TellsThem()
    {
        Provider.Answer("vllm/answers/two-measured.json");
        using var response = await GenerateAsync("vllm/m", "\"n\":2");

        var answer = await ReadAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That((double?)answer["metrics"]!["stage_0"]!["gen_ms"], Is.EqualTo(812.5));
            Assert.That((string?)answer["cot_output"], Is.EqualTo("think: \"fox\""));
            Assert.That(answer["usage"]!.ToJsonString(), Is.EqualTo("""{"input_tokens":7,"output_tokens":0,"total_tokens":7,"input_tokens_details":{"text_tokens":7,"image_tokens":0}}"""));
            Assert.That(answer["data"]!.AsArray(), Has.Count.EqualTo(2));
        });
    }

    [TestCase("flat")]
    [TestCase("error")]
    public async Task Generate_ModelOfAnotherServer_KeepsTypeCodeAndParam(string name)
    {
        Provider.Answer($"vllm/errors/{name}.json", 404);
        using var response = await GenerateAsync("vllm/other");

        await ReadErrorAsync(response, 404, "NotFoundError", "404", "model");
    }
}
