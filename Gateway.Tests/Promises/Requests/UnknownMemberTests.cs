using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Requests;

/// <summary>The promise: a member that is nearly a known one goes to the provider as it came, and the answer warns of it.</summary>
internal sealed class UnknownMemberTests
{
    [TestCase("sise", "size")]
    [TestCase("respone_format", "response_format")]
    [TestCase("responseFormat", "response_format")]
    [TestCase("aspectRatio", "aspect_ratio")]
    [TestCase("qualtiy", "quality")]
    [TestCase("fallback", "fallbacks")]
    [TestCase("mode", null)]
    [TestCase("guidance_scale", null)]
    [TestCase("sz", null)]
    [TestCase("input_image", null)]
    public async Task Generate_MemberNearAKnownOne_IsSentAndWarnedOf(string name, string? near)
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(null, null, ("openai", provider));
        using var response = await gateway.PostAsync(Generations, $$"""{"model":"openai/gpt-image-2","prompt":"a fox","{{name}}":"x"}""");
        var answer = await response.JsonAsync();

        Assert.That(provider.Requests.Single().Body, Does.Contain($"\"{name}\":\"x\""));
        var warnings = answer["extra_fields"]!["warnings"]?.AsArray() ?? [];
        Assert.That(
            warnings.Select(warning => ((string?)warning!["code"], (string?)warning["param"], (string?)warning["message"])),
            Is.EqualTo(near is null
                ? []
                : new[] { ("unknown_member", name, $"'{name}' is no member that Iris knows; it is left to the provider. Did you mean '{near}'?") }));
    }
}
