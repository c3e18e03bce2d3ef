using Iris.Gateway.Tests.Unit.Transforms;
using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.ElevenLabs;

/// <summary>The promise: why an order was refused, or failed later, reaches the client under the status that it means.</summary>
internal sealed class ElevenLabsErrorTests
{
    [TestCase(422, "validation.json", 422, "invalid_request_error", "literal_error", "gpt-image-2.resolution")]
    [TestCase(401, "invalid-key.json", 401, "authentication_error", "invalid_api_key", null)]
    [TestCase(401, "quota.json", 401, "insufficient_quota", "quota_exceeded", null)]
    [TestCase(402, "plan.json", 402, "insufficient_quota", "paid_plan_required", null)]
    [TestCase(403, "permission.json", 403, "permission_error", "model_access_denied", "model_id")]
    [TestCase(429, "busy.json", 429, "rate_limit_error", "too_many_concurrent_requests", null)]
    [TestCase(422, "moderated.json", 400, "image_generation_user_error", "moderation_blocked", null)]
    [TestCase(500, "moderated.json", 500, "server_error", "content_moderation", null)]
    [TestCase(404, "not-found.json", 404, "invalid_request_error", "generation_not_found", null)]
    [TestCase(404, "text.json", 404, "invalid_request_error", null, null)]
    [TestCase(500, "wordless.json", 500, "server_error", null, null)]
    [TestCase(502, "html.html", 502, "server_error", null, null)]
    public void ReadError_Shape_IsTyped(int status, string file, int outStatus, string type, string? code, string? param)
    {
        var error = Read(status, file);
        Assert.That((error.Status, error.Type, error.Code, error.Param), Is.EqualTo((outStatus, type, code, param)));
    }

    [TestCase("validation.json", "Input should be '1K', '2K' or '4K'; Extra inputs are not permitted")]
    [TestCase("invalid-key.json", "Invalid API key")]
    [TestCase("text.json", "Not Found")]
    [TestCase("wordless.json", "provider API error (status 418)")]
    [TestCase("html.html", "HTML response received from provider (status 418)")]
    public void ReadError_Message_IsTheProviders(string file, string message) => Assert.That(Read(418, file).Message, Is.EqualTo(message));

    [TestCase("moderated", 400, "image_generation_user_error", "moderation_blocked", "Your prompt was flagged by the moderation of the model.")]
    [TestCase("invalid_parameters", 400, "invalid_request_error", "invalid_parameters", "Unsupported aspect ratio for this model.")]
    [TestCase("timeout", 504, "server_error", "generation_timeout", "The generation took too long.")]
    [TestCase("charging_failed", 402, "insufficient_quota", "charging_failed", "Not enough credits.")]
    [TestCase("model_error", 502, "server_error", "model_error", "The model could not draw this.")]
    [TestCase("dependency_failed", 502, "server_error", "dependency_failed", "A referenced generation failed.")]
    [TestCase("internal_error", 502, "server_error", "internal_error", "The provider's generation failed (internal_error).")]
    [TestCase("new-reason", 502, "server_error", "region_blocked", "Not in this region.")]
    [TestCase("unnamed", 502, "server_error", "generation_failed", "The provider's generation failed (generation_failed).")]
    public void Failed_Reason_BecomesItsStatus(string name, int status, string type, string code, string message)
    {
        var call = CodecCall.Create("elevenlabs", "gpt-image-2");
        var poll = call.Walk(("application/json", CodecFixture.Bytes("elevenlabs/legs/submit.json"))).Outcome.Next!;
        Splits.ForEach(CodecFixture.Bytes($"elevenlabs/failures/{name}.json"), (division, feed) =>
        {
            var outcome = call.Read(poll.CreateReader, "application/json", feed);
            var error = outcome.Failure!;
            Assert.That((error.Status, error.Type, error.Code, error.Message, outcome.Next, outcome.HasImage),
                Is.EqualTo((status, type, code, message, (object?)null, false)), division);
        });
    }

    [Test]
    public void Failed_EndlessMessage_IsCut()
    {
        var call = CodecCall.Create("elevenlabs", "gpt-image-2");
        var answer = Splits.Utf8($$"""{"id":"x","status":"failed","failure_reason":"model_error","error_message":"{{new string('x', 20_000)}}"}""");
        var error = call.Walk(("application/json", answer)).Outcome.Failure!;
        Assert.That(error.Message, Has.Length.LessThanOrEqualTo(ImageError.MaxMessageLength + 1));
    }

    [Test]
    public void ReadError_BodyCutAnywhere_NeverThrows()
    {
        var body = CodecFixture.Bytes("elevenlabs/errors/plan.json");
        for (var cut = 0; cut < body.Length; cut++)
            Assert.That(ProviderCatalog.All["elevenlabs"].ReadError(new ErrorAnswer(402, "application/json", body.AsMemory(0, cut), null)).Status, Is.EqualTo(402));
    }

    [Test]
    public void ReadError_RetryAfter_IsKept()
    {
        var answer = new ErrorAnswer(429, "application/json", CodecFixture.Bytes("elevenlabs/errors/busy.json"), TimeSpan.FromSeconds(3));
        Assert.That(ProviderCatalog.All["elevenlabs"].ReadError(answer).RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(3)));
    }

    private static ImageError Read(int status, string file) =>
        ProviderCatalog.All["elevenlabs"].ReadError(new ErrorAnswer(status, "application/json", CodecFixture.Bytes($"elevenlabs/errors/{file}"), null));
}
