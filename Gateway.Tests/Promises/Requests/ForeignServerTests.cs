using Iris.Gateway.Tests.Hosting;
using Iris.Transforms;
using Iris.Transforms.Requests;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Requests;

/// <summary>The promise: a server that speaks OpenAI's API and is not OpenAI's judges for itself about the members of diffusion models.</summary>
internal sealed class ForeignServerTests
{
    private const ImageParameters Diffusion = ImageParameters.Seed | ImageParameters.NegativePrompt | ImageParameters.NumInferenceSteps
        | ImageParameters.AspectRatio | ImageParameters.Resolution;

    [Test]
    public async Task Generate_MembersOfDiffusionModels_ReachTheServer()
    {
        const string Members = "\"seed\":7,\"negative_prompt\":\"rain\",\"num_inference_steps\":20,\"aspect_ratio\":\"16:9\",\"resolution\":\"2K\"";
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(null, null, ("openai", provider));
        using var response = await gateway.PostAsync(Generations, $$"""{"model":"openai/stable-diffusion","prompt":"a fox",{{Members}}}""");
        var answer = await response.JsonAsync();

        Assert.That(provider.Requests.Single().Body, Is.EqualTo($$"""{"model":"stable-diffusion","prompt":"a fox",{{Members}}}"""));
        Assert.That(answer["extra_fields"]!.AsObject().ContainsKey("dropped_params"), Is.False);
    }

    [TestCase("https://api.openai.com/v1/", "new-model", false)]
    [TestCase("https://eu.api.openai.com/v1/", "new-model", false)]
    [TestCase("https://openai.com.example/v1/", "new-model", true)]
    [TestCase("http://localhost:8080/v1/", "new-model", true)]
    [TestCase("http://localhost:8080/v1/", "gpt-image-1", false)]
    [TestCase("http://localhost:8080/v1/", "dall-e-3", false)]
    public void CapabilitiesOf_AModelAtAnAddress_TakeThemWhereTheServerIsAnothers(string address, string model, bool takes) =>
        Assert.That(ProviderCatalog.All["openai"].CapabilitiesOf(model, new Dictionary<string, string>(), new Uri(address)).Accepts & Diffusion,
            Is.EqualTo(takes ? Diffusion : 0));
}
