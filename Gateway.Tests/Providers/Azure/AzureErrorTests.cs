using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Azure;

/// <summary>Every failure of docs/providers/azure.md, "Failures", as the one envelope; a missing type is derived.</summary>
public sealed class AzureErrorTests : AzureFixture
{
    [TestCase("content-filter", 400, "image_generation_user_error", "contentFilter", null)]
    [TestCase("content-policy", 400, "invalid_request_error", "content_policy_violation", null)]
    [TestCase("moderation", 400, "image_generation_user_error", "moderation_blocked", null)]
    [TestCase("text-filter", 400, "image_generation_user_error", "content_filter", "prompt")]
    [TestCase("deployment-not-found", 404, "invalid_request_error", "DeploymentNotFound", "model")]
    [TestCase("resource-not-found", 404, "invalid_request_error", "404", null)]
    [TestCase("invalid-key", 401, "authentication_error", "401", null)]
    [TestCase("forbidden", 403, "permission_error", "Forbidden", null)]
    [TestCase("rate-limit", 429, "rate_limit_error", "RateLimitReached", null)]
    [TestCase("rate-limit-numeric", 429, "rate_limit_error", "429", null)]
    public async Task Generate_AzuresError_KeepsStatusCodeAndMessage(string name, int status, string type, string code, string? param)
    {
        var fixture = $"azure/errors/{name}.json";
        Provider.Answer(fixture, status);
        using var response = await GenerateAsync("azure/house-draw");

        var envelope = await ReadErrorAsync(response, status, type, code, param);
        Assert.Multiple(() =>
        {
            Assert.That((string)envelope["error"]!["message"]!, Is.EqualTo((string)ProviderServer.FixtureJson(fixture)["error"]!["message"]!));
            Assert.That((string)envelope["extra_fields"]!["provider"]!, Is.EqualTo("azure"));
        });
    }

    [TestCase("content-policy", """{"jailbreak":{"detected":false,"filtered":false},"violence":{"filtered":true,"severity":"medium"}}""")]
    [TestCase("text-filter", """{"violence":{"filtered":true,"severity":"high"}}""")]
    public async Task Generate_FilterResultsOfBothSpellings_AreTheModerationDetails(string name, string details)
    {
        Provider.Answer($"azure/errors/{name}.json", 400);
        using var response = await GenerateAsync("azure/house-draw");

        var envelope = await ReadAsync(response, System.Net.HttpStatusCode.BadRequest);
        Assert.That(ProviderServer.Compact(envelope["error"]!["moderation_details"]!.ToJsonString()), Is.EqualTo(details));
    }

    [TestCase("content-policy", "ResponsibleAIPolicyViolation")]
    [TestCase("text-filter", "ResponsibleAIPolicyViolation")]
    [TestCase("moderation", null)]
    public async Task Generate_InnerError_KeepsItsCodeAndNoPrompt(string name, string? code)
    {
        Provider.Answer($"azure/errors/{name}.json", 400);
        using var response = await GenerateAsync("azure/house-draw");

        var envelope = await ReadAsync(response, System.Net.HttpStatusCode.BadRequest);
        Assert.That(envelope["error"]!["inner_error"]?.ToJsonString(), Is.EqualTo(code is null ? null : $$"""{"code":"{{code}}"}"""));
        Assert.That(envelope.ToJsonString(), Does.Not.Contain("A fight."));
    }

    [Test]
    public async Task Generate_RateLimit_PassesRetryAfterOn()
    {
        Provider.Answer("azure/errors/rate-limit.json", 429, ("Retry-After", "9"));
        using var response = await GenerateAsync("azure/house-draw");

        Assert.That(response.Headers.RetryAfter?.Delta, Is.EqualTo(TimeSpan.FromSeconds(9)));
    }
}
