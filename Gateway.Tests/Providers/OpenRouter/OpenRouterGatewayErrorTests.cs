using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.OpenRouter;

/// <summary>Failures of both routes, some of which come as success.</summary>
public sealed class OpenRouterGatewayErrorTests : OpenRouterFixture
{
    private const string Blocked = "image_generation_user_error";

    [TestCase(Image, "invalid-raw", 400, 400, "invalid_request_error", "400", "size")]
    [TestCase(Image, "unauthorized", 401, 401, "authentication_error", "401", null)]
    [TestCase(Chat, "credits", 402, 402, "insufficient_quota", "402", null)]
    [TestCase(Image, "moderation", 403, 400, Blocked, "moderation_blocked", "prompt")]
    [TestCase(Chat, "moderation", 403, 400, Blocked, "moderation_blocked", "prompt")]
    [TestCase(Chat, "rate-limit", 429, 429, "rate_limit_error", "429", null)]
    [TestCase(Image, "edge-timeout", 524, 504, "server_error", "524", null)]
    [TestCase(Image, "overloaded", 529, 503, "server_error", "529", null)]
    public async Task Generate_Failure_IsToldInTheEnvelope(
        string model, string name, int status, int outStatus, string type, string code, string? param)
    {
        Provider.Answer($"openrouter/errors/{name}.json", status);
        using var response = await GenerateAsync(model);

        var envelope = await ReadErrorAsync(response, outStatus, type, code, param);
        Assert.That((string?)envelope["extra_fields"]!["provider"], Is.EqualTo("openrouter"));
    }

    [TestCase(Image, "images-empty.json", 502, "provider_response_invalid", "no_image", null)]
    [TestCase(Image, "images-error.json", 502, "server_error", "502", null)]
    [TestCase(Chat, "chat-words.json", 502, "provider_response_invalid", "no_image", null)]
    [TestCase(Chat, "chat-filtered.json", 400, Blocked, "moderation_blocked", "prompt")]
    [TestCase(Chat, "chat-refusal.json", 400, Blocked, "moderation_blocked", "prompt")]
    [TestCase(Chat, "chat-error.json", 429, "rate_limit_error", "429", null)]
    public async Task Generate_SuccessWithoutAPicture_IsAFailure(string model, string fixture, int status, string type, string code, string? param)
    {
        Provider.Answer("openrouter/failures/" + fixture);
        using var response = await GenerateAsync(model);

        await ReadErrorAsync(response, status, type, code, param);
    }

    [TestCase(Image, "images-error.sse", 503, "529")]
    [TestCase(Chat, "chat-error.sse", 504, "524")]
    [TestCase(Chat, "chat-refusal.sse", 400, "moderation_blocked")]
    public async Task Stream_ErrorBeforeAPicture_IsAJsonErrorWithItsStatus(string model, string fixture, int status, string code)
    {
        Provider.Answer("openrouter/failures/" + fixture);
        using var response = await GenerateAsync(model, "\"stream\":true");

        var envelope = await ReadAsync(response, (System.Net.HttpStatusCode)status);
        Assert.That((string?)envelope["error"]!["code"], Is.EqualTo(code));
    }

    [Test]
    public async Task Stream_ErrorAfterAPicture_IsAnErrorEvent()
    {
        var picture = ProviderServer.Fixture("openrouter/answers/images-stream.sse").Split("data: [DONE]")[0];
        Provider.AnswerText(picture + ProviderServer.Fixture("openrouter/failures/images-error.sse"), "text/event-stream");
        using var response = await GenerateAsync(Image, "\"stream\":true,\"n\":2");

        var events = await ServerSentEvents.ReadAllAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That(events.Select(e => e.Name), Is.EqualTo(new[] { "image_generation.partial_image", "image_generation.completed", "error" }));
            Assert.That((int)events[^1].Json["status_code"]!, Is.EqualTo(503));
            Assert.That((string?)events[^1].Json["error"]!["code"], Is.EqualTo("529"));
        });
    }

    [TestCase(Image, "errors/provider.json", 502)]
    [TestCase(Image, "errors/credits.json", 402)]
    [TestCase(Chat, "failures/chat-words.json", 502)]
    public async Task Generate_Failure_IsServedByTheFallback(string model, string fixture, int status)
    {
        Provider.Answer("openrouter/" + fixture, fixture.StartsWith("errors", StringComparison.Ordinal) ? status : 200);
        using var response = await GenerateAsync(model, "\"fallbacks\":[\"sandbox/painter\"]");

        var answer = await ReadAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That((string?)answer["extra_fields"]!["provider"], Is.EqualTo("sandbox"));
            Assert.That(
                answer["extra_fields"]!["attempts"]!.AsArray().Select(line => ((string?)line!["provider"], (int?)line["status"])),
                Is.EqualTo(new (string?, int?)[] { ("openrouter", status), ("sandbox", 200) }));
            Assert.That((string?)answer["data"]!.AsArray().Single()!["b64_json"], Is.Not.Empty);
        });
    }

    [Test]
    public async Task Generate_ErrorThatEchoesTheKey_IsBlanked()
    {
        Provider.AnswerText($$"""{"error":{"code":401,"message":"Provider returned error","metadata":{"raw":"key {{Key}} is unknown"} } }""", "application/json", 401);
        using var response = await GenerateAsync(Image);

        var envelope = await ReadErrorAsync(response, 401, "authentication_error", "401", null);
        Assert.That(envelope.ToJsonString(), Does.Not.Contain(Key).And.Contain("is unknown"));
    }
}
