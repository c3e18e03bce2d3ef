using Iris.Transforms;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Families.Google;

/// <summary>Promise: whatever goes wrong is told as what it is, with the provider's own reason.</summary>
public sealed class GoogleFailureTests
{
    private const string Gemini = "gemini-3-pro-image";
    private const string Imagen = "imagen-4.0-generate-001";

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
