using System.Text;
using Iris.Gateway.Tests.Unit.Transforms;
using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.OpenRouter;

/// <summary>The promise: OpenRouter's numbers become the contract's classes, and what failed behind it is told, but nothing of the prompt.</summary>
internal sealed class OpenRouterErrorTests
{
    private const string Blocked = "image_generation_user_error";

    [TestCase(400, "invalid", 400, "invalid_request_error", "400", null, "Invalid request parameters")]
    [TestCase(400, "invalid-raw", 400, "invalid_request_error", "400", "size", "Provider returned error (OpenAI): Invalid size '5x5'.")]
    [TestCase(400, "invalid-raw-object", 400, "invalid_request_error", "400", null, "Provider returned error (Black Forest Labs): width must be a multiple of 16")]
    [TestCase(401, "unauthorized", 401, "authentication_error", "401", null, "User not found.")]
    [TestCase(402, "credits", 402, "insufficient_quota", "402", null, "This request requires more credits, or fewer max_tokens.")]
    [TestCase(403, "forbidden", 403, "permission_error", "403", null, "Key limit exceeded (total limit).")]
    [TestCase(403, "content-policy", 400, Blocked, "moderation_blocked", "prompt", "The request was declined.")]
    [TestCase(400, "moderation-raw", 400, Blocked, "moderation_blocked", "prompt", "Provider returned error")]
    [TestCase(404, "not-found", 404, "invalid_request_error", "404", null, "No endpoints found for nobody/nothing.")]
    [TestCase(408, "timeout", 408, "server_error", "408", null, "Request timed out")]
    [TestCase(413, "too-large", 413, "invalid_request_error", "413", null, "Payload too large")]
    [TestCase(429, "rate-limit", 429, "rate_limit_error", "429", null, "Provider returned error (Black Forest Labs): black-forest-labs/flux.2-pro is temporarily rate-limited upstream.")]
    [TestCase(500, "server", 500, "server_error", "500", null, "Internal Server Error")]
    [TestCase(502, "provider", 502, "server_error", "502", null, "Provider returned error")]
    [TestCase(524, "edge-timeout", 504, "server_error", "524", null, "Timeout")]
    [TestCase(529, "overloaded", 503, "server_error", "529", null, "Provider overloaded")]
    public void ReadError_Status_IsTyped(int status, string name, int outStatus, string type, string code, string? param, string message)
    {
        var error = Read(status, name);
        Assert.That((error.Status, error.Type, error.Code, error.Param, error.Message), Is.EqualTo((outStatus, type, code, param, message)));
    }

    [TestCase(402, "credits")]
    [TestCase(429, "rate-limit")]
    [TestCase(524, "edge-timeout")]
    [TestCase(403, "moderation")]
    public void ReadError_InsideA200_IsTheSame(int status, string name)
    {
        var body = CodecFixture.Bytes($"openrouter/errors/{name}.json");
        var inside = ProviderCatalog.All["openrouter"].ReadError(new ErrorAnswer(502, "application/json", body, null) { InsideSuccess = true });
        var outside = Read(status, name);
        Assert.That((inside.Status, inside.Type, inside.Code, inside.Message), Is.EqualTo((outside.Status, outside.Type, outside.Code, outside.Message)));
    }

    [TestCase("moderation", 403, """{"moderation_stage":"input","categories":["violence","sexual"],"provider_name":"OpenAI"}""")]
    [TestCase("content-policy", 403, """{"moderation_stage":"input","provider_name":"Google"}""")]
    [TestCase("moderation-raw", 400, """{"moderation_stage":"output","categories":["violence"]}""")]
    public void ReadError_Moderation_TellsItsDetailsAndNothingOfThePrompt(string name, int status, string details)
    {
        var error = Read(status, name);
        Assert.Multiple(() =>
        {
            Assert.That((error.Status, error.Type, error.Code), Is.EqualTo((400, Blocked, "moderation_blocked")));
            Assert.That(Encoding.UTF8.GetString(error.ModerationDetails!.Value.Span), Is.EqualTo(details));
            Assert.That(error.Message, Does.Not.Contain("secret fox"));
        });
    }

    [Test]
    public void ReadError_RetryAfter_IsKept()
    {
        var answer = new ErrorAnswer(429, "application/json", CodecFixture.Bytes("openrouter/errors/rate-limit.json"), TimeSpan.FromSeconds(7));
        Assert.That(ProviderCatalog.All["openrouter"].ReadError(answer).RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(7)));
    }

    [TestCase("")]
    [TestCase("<html>bad gateway</html>")]
    [TestCase("[]")]
    [TestCase("""{"error":"text"}""")]
    [TestCase("""{"error":{"code":502,"message":"m","metadata":5}}""")]
    [TestCase("""{"error":{"code":502,"message":"m","metadata":{"raw":7,"reasons":{},"provider_name":[]}}}""")]
    [TestCase("""{"error":{"code":502,"message":"m","metadata":{"raw":"\ud800","reasons":["\ud800"]}}}""")]
    public void ReadError_OddBody_IsAServerError(string body)
    {
        var error = ProviderCatalog.All["openrouter"].ReadError(new ErrorAnswer(502, null, Splits.Utf8(body), null));
        Assert.That((error.Status, error.Type), Is.EqualTo((502, "server_error")));
        Assert.That(error.Message, Is.Not.Empty.And.Not.Contain("<html>"));
    }

    [TestCase("moderation")]
    [TestCase("invalid-raw")]
    public void ReadError_BodyCutAnywhere_NeverThrows(string name)
    {
        var body = CodecFixture.Bytes($"openrouter/errors/{name}.json");
        for (var cut = 0; cut < body.Length; cut++)
            Assert.That(ProviderCatalog.All["openrouter"].ReadError(new ErrorAnswer(400, "application/json", body.AsMemory(0, cut), null)).Status, Is.EqualTo(400));
    }

    private static ImageError Read(int status, string name) =>
        ProviderCatalog.All["openrouter"].ReadError(new ErrorAnswer(status, "application/json", CodecFixture.Bytes($"openrouter/errors/{name}.json"), null));
}
