using Iris.Transforms;
using System.Text;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Families.Google;

/// <summary>Promise: whatever goes wrong is told as what it is, with the provider's own reason.</summary>
public sealed class GoogleFailureTests
{
    private const string Gemini = "gemini-3-pro-image";
    private const string Imagen = "imagen-4.0-generate-001";

    [TestCase("gemini/failures/blocked-prompt.json", Gemini, "The provider blocked the prompt: PROHIBITED_CONTENT",
        """{"provider_reason":"PROHIBITED_CONTENT","moderation_stage":"input"}""")]
    [TestCase("gemini/failures/blocked-prompt-rated.json", Gemini, "The provider blocked the prompt: SAFETY. The prompt was flagged. HARM_CATEGORY_DANGEROUS_CONTENT",
        """{"provider_reason":"SAFETY","moderation_stage":"input","categories":["HARM_CATEGORY_DANGEROUS_CONTENT"]}""")]
    [TestCase("gemini/failures/blocked-image.json", Gemini,
        "The provider blocked the picture: IMAGE_SAFETY. Unable to show the generated image. It could not be made because of the safety policy. HARM_CATEGORY_SEXUALLY_EXPLICIT",
        """{"provider_reason":"IMAGE_SAFETY","moderation_stage":"output","categories":["HARM_CATEGORY_SEXUALLY_EXPLICIT"]}""")]
    [TestCase("gemini/failures/stream-blocked.sse", Gemini, "The provider blocked the picture: PROHIBITED_CONTENT",
        """{"provider_reason":"PROHIBITED_CONTENT","moderation_stage":"output"}""")]
    [TestCase("gemini/failures/imagen-empty.json", Imagen, "The provider blocked the picture: it gave no reason", """{"moderation_stage":"output"}""")]
    [TestCase("gemini/failures/imagen-empty-list.json", Imagen, "The provider blocked the picture: it gave no reason", """{"moderation_stage":"output"}""")]
    [TestCase("gemini/failures/imagen-filtered.json", Imagen,
        "The provider blocked the picture: Unable to show generated images. All images were filtered out because they violated usage guidelines. Support codes: 39322892",
        """{"provider_reason":"Unable to show generated images. All images were filtered out because they violated usage guidelines. Support codes: 39322892","moderation_stage":"output"}""")]
    [TestCase("vertex/failures/imagen-filtered.json", Imagen,
        "The provider blocked the picture: Unable to show generated images. Support codes: 39322892; Unable to show generated images. Support codes: 17301594",
        """{"provider_reason":"Unable to show generated images. Support codes: 39322892; Unable to show generated images. Support codes: 17301594","moderation_stage":"output"}""")]
    public void Read_Blocked_IsModeration(string fixture, string model, string message, string details)
    {
        foreach (var members in (string[])["", "\"stream\":true"])
        {
            using var sut = Answer(fixture, model, members).ReadFixture(fixture);
            var failure = sut.Failure!;
            Assert.That((failure.Status, failure.Type, failure.Code, failure.Param, failure.Message),
                Is.EqualTo((400, "image_generation_user_error", "moderation_blocked", "prompt", message)));
            Assert.That(Encoding.UTF8.GetString(failure.ModerationDetails!.Value.Span), Is.EqualTo(details));
            Assert.That(sut.Text, Is.Empty);
        }
    }

    [TestCase("SAFETY", 400)]
    [TestCase("PROHIBITED_CONTENT", 400)]
    [TestCase("BLOCKLIST", 400)]
    [TestCase("SPII", 400)]
    [TestCase("RECITATION", 400)]
    [TestCase("IMAGE_SAFETY", 400)]
    [TestCase("IMAGE_PROHIBITED_CONTENT", 400)]
    [TestCase("IMAGE_RECITATION", 400)]
    [TestCase("NO_IMAGE", 502)]
    [TestCase("IMAGE_OTHER", 502)]
    [TestCase("OTHER", 502)]
    [TestCase("MAX_TOKENS", 502)]
    [TestCase("STOP", 502)]
    [TestCase("SOMETHING_NEW", 502)]
    public void Read_FinishReason_DecidesWhoseFaultItIs(string reason, int status)
    {
        var body = Splits.Utf8($$"""{"candidates":[{"content":{},"finishReason":"{{reason}}"}]}""");
        using var sut = Answer("vertex/x", Gemini, "").Read("application/json", feed => feed(body));
        Assert.That((sut.Failure!.Status, sut.Failure.Code), Is.EqualTo((status, status == 400 ? "moderation_blocked" : "no_image")));
        Assert.That(sut.Failure.Message, Does.EndWith(": " + reason));
    }

    [TestCase("gemini/failures/no-image.json", Gemini, "NO_IMAGE")]
    [TestCase("gemini/failures/no-image-text.json", Gemini, "STOP. I cannot draw that person.")]
    [TestCase("gemini/failures/imagen-without-bytes.json", Imagen, "its predictions are empty")]
    public void Read_NoPicture_IsTheProvidersFault(string fixture, string model, string reason)
    {
        using var sut = Answer(fixture, model, "").ReadFixture(fixture);
        Assert.That((sut.Failure!.Status, sut.Failure.Type, sut.Failure.Code), Is.EqualTo((502, "provider_response_invalid", "no_image")));
        Assert.That(sut.Failure.Message, Is.EqualTo($"The provider answered with success but without an image: {reason}"));
    }

    [Test]
    public void Read_PictureWithoutFinishReason_IsATornStream()
    {
        var first = Splits.Utf8(Splits.Latin(GoogleCodec.Fixture("gemini/answers/stream.sse")).Split("\n\n")[0] + "\n\n");
        using var sut = Answer("gemini/x", Gemini, "\"stream\":true").Read("text/event-stream", feed => feed(first));
        Assert.That((sut.Failure!.Status, sut.Failure.Code), Is.EqualTo((502, "truncated_response")));
    }

    [TestCase("")]
    [TestCase(": nothing\n\n")]
    [TestCase("data: [DONE]\n\n")]
    public void Read_EmptyStream_IsNoImage(string stream)
    {
        using var sut = Answer("gemini/x", Gemini, "\"stream\":true").Read("text/event-stream", feed => feed(Splits.Utf8(stream)));
        Assert.That((sut.Failure!.Status, sut.Failure.Code), Is.EqualTo((502, "no_image")));
    }

    [TestCase("gemini/failures/stream-error.sse", Gemini, 503, "UNAVAILABLE", "server_error")]
    [TestCase("gemini/failures/error-in-success.json", Gemini, 429, "RESOURCE_EXHAUSTED", "rate_limit_error")]
    [TestCase("gemini/failures/error-in-success.json", Imagen, 429, "RESOURCE_EXHAUSTED", "rate_limit_error")]
    [TestCase("gemini/errors/unavailable-array.json", Gemini, 503, "UNAVAILABLE", "server_error")]
    public void Read_ErrorInsideASuccess_IsTheError(string fixture, string model, int status, string code, string type)
    {
        var bytes = GoogleCodec.Fixture(fixture);
        Splits.ForEach(bytes, (name, feed) =>
        {
            using var sut = Answer(fixture, model, "\"stream\":true").Read(GoogleCodec.TypeOf(fixture), feed);
            Assert.That((sut.Failure!.Status, sut.Failure.Code, sut.Failure.Type), Is.EqualTo((status, code, type)), name);
            Assert.That(sut.Text, Is.Empty, name);
        });
    }

    [Test]
    public void Read_ErrorTooLargeToKeep_IsStillAFailure()
    {
        foreach (var model in (string[])[Gemini, Imagen])
        {
            var body = Splits.Utf8($$$"""{"error":{"message":"{{{new string('x', 100_000)}}}"}}""");
            using var sut = Answer("vertex/x", model, "").Read("application/json", feed => feed(body));
            Assert.That((sut.Failure!.Status, sut.Failure.Message), Is.EqualTo((502, "provider API error")));
        }
    }

    [TestCase(429, "gemini/errors/quota.json", 429, "rate_limit_error", "RESOURCE_EXHAUSTED", null, 35)]
    [TestCase(429, "gemini/errors/quota-daily.json", 429, "insufficient_quota", "RESOURCE_EXHAUSTED", null, null)]
    [TestCase(400, "gemini/errors/invalid-key.json", 401, "authentication_error", "INVALID_ARGUMENT", null, null)]
    [TestCase(400, "gemini/errors/invalid-argument.json", 400, "invalid_request_error", "INVALID_ARGUMENT", "generation_config.image_config.aspect_ratio", null)]
    [TestCase(400, "gemini/errors/precondition.json", 400, "invalid_request_error", "FAILED_PRECONDITION", null, null)]
    [TestCase(403, "gemini/errors/forbidden.json", 403, "permission_error", "PERMISSION_DENIED", null, null)]
    [TestCase(404, "gemini/errors/not-found.json", 404, "invalid_request_error", "NOT_FOUND", null, null)]
    [TestCase(503, "gemini/errors/unavailable-array.json", 503, "server_error", "UNAVAILABLE", null, null)]
    [TestCase(500, "gemini/errors/internal.json", 500, "server_error", "INTERNAL", null, null)]
    [TestCase(504, "gemini/errors/deadline.json", 504, "server_error", "DEADLINE_EXCEEDED", null, null)]
    [TestCase(499, "gemini/errors/cancelled.json", 502, "server_error", "CANCELLED", null, null)]
    [TestCase(404, "gemini/errors/page.html", 404, "invalid_request_error", null, null, null)]
    [TestCase(401, "vertex/errors/unauthenticated.json", 401, "authentication_error", "UNAUTHENTICATED", null, null)]
    [TestCase(403, "vertex/errors/forbidden.json", 403, "permission_error", "PERMISSION_DENIED", null, null)]
    [TestCase(429, "vertex/errors/quota.json", 429, "rate_limit_error", "RESOURCE_EXHAUSTED", null, null)]
    public void ReadError_Fixture_IsToldAsWhatItIs(int status, string fixture, int told, string type, string? code, string? param, int? retryAfter)
    {
        var error = GoogleCodec.ReadError(fixture.Split('/')[0], status, fixture);
        Assert.That((error.Status, error.Type, error.Code, error.Param, error.RetryAfter?.TotalSeconds),
            Is.EqualTo((told, type, code, param, (double?)retryAfter)));
        if (code is not null)
        {
            var node = GoogleCodec.FixtureJson(fixture);
            Assert.That(error.Message, Is.EqualTo((string)(node is System.Text.Json.Nodes.JsonArray list ? list[0]! : node)["error"]!["message"]!));
        }
    }

    [Test]
    public void ReadError_PromptFiltered_IsModeration()
    {
        var error = GoogleCodec.ReadError("vertex", 400, "vertex/errors/prompt-filtered.json");
        Assert.That((error.Status, error.Type, error.Code, error.Param), Is.EqualTo((400, "image_generation_user_error", "moderation_blocked", "prompt")));
        Assert.That(Encoding.UTF8.GetString(error.ModerationDetails!.Value.Span), Is.EqualTo("""{"provider_reason":"INVALID_ARGUMENT","moderation_stage":"input"}"""));
    }

    [Test]
    public void ReadError_RetryAfterHeader_WinsOverTheBody() =>
        Assert.That(GoogleCodec.ReadError("gemini", 429, "gemini/errors/quota.json", TimeSpan.FromSeconds(3)).RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(3)));

    [TestCase("")]
    [TestCase("[]")]
    [TestCase("{\"error\":{\"status\":\"\\ud800\"}}")]
    [TestCase("{\"error\":\"invalid_grant\",\"error_description\":\"Invalid JWT\"}")]
    [TestCase("{\"error\":{\"status\":\"X\",\"details\":[5,{},{\"@type\":\"a.RetryInfo\",\"retryDelay\":\"-1s\"},{\"@type\":\"a.QuotaFailure\",\"violations\":5}]}}")]
    public void ReadError_AnyBody_IsAnError(string body)
    {
        var error = ProviderCatalog.All["vertex"].ReadError(new(400, null, Splits.Utf8(body), null));
        Assert.That((error.Status, error.Type, error.RetryAfter), Is.EqualTo((400, "invalid_request_error", (TimeSpan?)null)));
    }

    private static GoogleCodec Answer(string fixture, string model, string members) =>
        new(fixture.Split('/')[0], GoogleCodec.Ask(model, members));
}
