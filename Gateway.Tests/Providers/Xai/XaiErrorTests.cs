using Iris.Gateway.Tests.Unit.Transforms;
using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Xai;

/// <summary>The promise: prose becomes a class of failure where it safely can, and stays the message everywhere.</summary>
internal sealed class XaiErrorTests
{
    [TestCase(400, "size", 400, "invalid_request_error", "400")]
    [TestCase(400, "invalid-key", 401, "authentication_error", "invalid_api_key")]
    [TestCase(400, "moderation", 400, "image_generation_user_error", "moderation_blocked")]
    [TestCase(404, "model", 404, "invalid_request_error", "Some requested entity was not found")]
    [TestCase(403, "forbidden", 403, "permission_error", "The caller does not have permission to execute the specified operation")]
    [TestCase(429, "rate-limit", 429, "rate_limit_error", "Some resource has been exhausted")]
    [TestCase(422, "missing", 422, "invalid_request_error", null)]
    [TestCase(503, "server", 503, "server_error", "The service is currently unavailable")]
    [TestCase(400, "openai-shape", 400, "invalid_request_error", "invalid_value")]
    // Only a 400 hides another meaning.
    [TestCase(500, "invalid-key", 500, "server_error", "Client specified an invalid argument")]
    public void ReadError_Shape_IsTyped(int status, string name, int outStatus, string type, string? code)
    {
        var error = Read(status, name);
        Assert.That((error.Status, error.Type, error.Code, error.RetryAfter), Is.EqualTo((outStatus, type, code, TimeSpan.FromSeconds(7))));
    }

    [TestCase("size", "Argument not supported: size")]
    [TestCase("invalid-key", "Incorrect API key provided: xa***ey. You can obtain an API key from https://console.x.ai.")]
    [TestCase("missing", "Failed to deserialize the JSON body into the target type: missing field `prompt`")]
    public void ReadError_Message_IsTheProviders(string name, string message) => Assert.That(Read(400, name).Message, Is.EqualTo(message));

    // A prompt that is quoted in a message must not make it another failure.
    [Test]
    public void ReadError_WordsInsideAMessage_MeanNothing()
    {
        var body = Splits.Utf8("""{"code":"400","error":"Argument not supported: Incorrect API key provided"}""");
        Assert.That(ProviderCatalog.All["xai"].ReadError(new ErrorAnswer(400, "application/json", body, null)).Status, Is.EqualTo(400));
    }

    [Test]
    public void ReadError_BodyCutAnywhere_NeverThrows()
    {
        var body = CodecFixture.Bytes("xai/errors/invalid-key.json");
        for (var cut = 0; cut < body.Length; cut++)
            Assert.That(ProviderCatalog.All["xai"].ReadError(new ErrorAnswer(400, "application/json", body.AsMemory(0, cut), null)).Status, Is.AnyOf(400, 401));
    }

    private static ImageError Read(int status, string name) => ProviderCatalog.All["xai"].ReadError(
        new ErrorAnswer(status, "application/json", CodecFixture.Bytes($"xai/errors/{name}.json"), TimeSpan.FromSeconds(7)));
}
