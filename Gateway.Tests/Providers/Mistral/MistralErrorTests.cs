using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Mistral;

/// <summary>The promise: each shape of Mistral's failures is understood, and none throws.</summary>
internal sealed class MistralErrorTests
{
    [TestCase(422, "detail-list.json", 422, "invalid_request_error", "missing", "inputs")]
    [TestCase(401, "detail-string.json", 401, "authentication_error", null, null)]
    [TestCase(429, "flat.json", 429, "service_tier_capacity_exceeded", "3505", null)]
    [TestCase(422, "flat-detail.json", 422, "invalid_request_error", "extra_forbidden", "completion_args.n")]
    [TestCase(400, "invalid-model.json", 400, "invalid_request_error", "model_not_found", "model")]
    [TestCase(429, "message.json", 429, "rate_limit_error", null, null)]
    [TestCase(401, "message.json", 401, "authentication_error", null, null)]
    [TestCase(403, "moderation.json", 400, "image_generation_user_error", "moderation_blocked", null)]
    [TestCase(500, "moderation.json", 500, "guardrail_moderation", "4010", null)]
    [TestCase(503, "html.html", 503, "server_error", null, null)]
    public void ReadError_Shape_IsTyped(int status, string file, int outStatus, string type, string? code, string? param)
    {
        var error = Read(status, file);
        Assert.That((error.Status, error.Type, error.Code, error.Param), Is.EqualTo((outStatus, type, code, param)));
    }

    [TestCase("detail-list.json", "Field required; Extra inputs are not permitted")]
    [TestCase("flat.json", "Service tier capacity exceeded for this model.")]
    [TestCase("flat-detail.json", "Extra inputs are not permitted")]
    [TestCase("message.json", "Requests rate limit exceeded")]
    [TestCase("html.html", "HTML response received from provider (status 418)")]
    public void ReadError_Message_IsTheProviders(string file, string message) => Assert.That(Read(418, file).Message, Is.EqualTo(message));

    [TestCase("flat-detail.json")]
    [TestCase("detail-list.json")]
    public void ReadError_BodyCutAnywhere_NeverThrows(string file)
    {
        var body = CodecFixture.Bytes("mistral/errors/" + file);
        for (var cut = 0; cut < body.Length; cut++)
            Assert.That(ProviderCatalog.All["mistral"].ReadError(new ErrorAnswer(422, "application/json", body.AsMemory(0, cut), null)).Status, Is.EqualTo(422));
    }

    [Test]
    public void ReadError_Wait_IsKept() => Assert.That(
        ProviderCatalog.All["mistral"].ReadError(new ErrorAnswer(429, null, CodecFixture.Bytes("mistral/errors/message.json"), TimeSpan.FromSeconds(7))).RetryAfter,
        Is.EqualTo(TimeSpan.FromSeconds(7)));

    private static ImageError Read(int status, string file) =>
        ProviderCatalog.All["mistral"].ReadError(new ErrorAnswer(status, "application/json", CodecFixture.Bytes($"mistral/errors/{file}"), null));
}
