using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Gemini;

/// <summary>Failures, some of which come as success.</summary>
public sealed class GeminiErrorTests : GeminiFixture
{
    private const string Model = "gemini/gemini-nano-banana-2.1";

    [TestCase(Model, "blocked-prompt", 400, "image_generation_user_error", "moderation_blocked", "prompt")]
    [TestCase(Model, "blocked-image", 400, "image_generation_user_error", "moderation_blocked", "prompt")]
    [TestCase(Model, "no-image", 502, "provider_response_invalid", "no_image", null)]
    [TestCase("gemini/imagen-4.0-generate-001", "imagen-filtered", 400, "image_generation_user_error", "moderation_blocked", "prompt")]
    public async Task Generate_SuccessWithoutAPicture_IsAFailureInTheEnvelope(
        string model, string fixture, int status, string type, string code, string? param)
    {
        Provider.Answer($"gemini/failures/{fixture}.json");
        using var response = await GenerateAsync(model);

        var envelope = await ReadErrorAsync(response, status, type, code, param);
        Assert.That((string?)envelope["extra_fields"]!["provider"], Is.EqualTo("gemini"));
    }

    [TestCase("blocked-prompt", 400)]
    [TestCase("no-image", 502)]
    public async Task Generate_SuccessWithoutAPicture_IsServedByTheFallback(string fixture, int status)
    {
        Provider.Answer($"gemini/failures/{fixture}.json");
        using var response = await GenerateAsync(Model, "\"fallbacks\":[\"sandbox/painter\"]");

        var answer = await ReadAsync(response);
        var extra = answer["extra_fields"]!;
        Assert.Multiple(() =>
        {
            Assert.That((string?)extra["provider"], Is.EqualTo("sandbox"));
            Assert.That(extra["attempts"]!.AsArray().Select(line => ((string?)line!["provider"], (int?)line["status"])),
                Is.EqualTo(new (string?, int?)[] { ("gemini", status), ("sandbox", 200) }));
            Assert.That((string?)answer["data"]!.AsArray().Single()!["b64_json"], Is.Not.Empty);
            Assert.That(Provider.Requests, Has.Count.EqualTo(1));
        });
    }

    [Test]
    public async Task Generate_QuotaOfTheMinute_TellsWhenToComeBack()
    {
        Provider.Answer("gemini/errors/quota.json", 429);
        using var response = await GenerateAsync(Model);

        await ReadErrorAsync(response, 429, "rate_limit_error", "RESOURCE_EXHAUSTED", null);
        Assert.That(response.Headers.RetryAfter?.Delta, Is.EqualTo(TimeSpan.FromSeconds(35)));
    }

    [Test]
    public async Task Generate_QuotaOfTheDay_TellsNoDelay()
    {
        Provider.Answer("gemini/errors/quota-daily.json", 429);
        using var response = await GenerateAsync(Model);

        await ReadErrorAsync(response, 429, "insufficient_quota", "RESOURCE_EXHAUSTED", null);
        Assert.That(response.Headers.RetryAfter, Is.Null);
    }

    [Test]
    public async Task Generate_BadKey_Is401WithoutTheKey()
    {
        Provider.AnswerText(
            ProviderServer.Fixture("gemini/errors/invalid-key.json").Replace("API key not valid.", $"API key {Key} not valid.", StringComparison.Ordinal),
            "application/json",
            400);
        using var response = await GenerateAsync(Model);

        var envelope = await ReadErrorAsync(response, 401, "authentication_error", "INVALID_ARGUMENT", null);
        Assert.Multiple(() =>
        {
            Assert.That((string?)envelope["error"]!["message"], Does.StartWith("API key ").And.Contain("not valid."));
            Assert.That(envelope.ToJsonString(), Does.Not.Contain(Key));
        });
    }
}
