using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.HuggingFace;

/// <summary>The promise: whichever shape a partner's failure has, the client learns what is wrong and where.</summary>
internal sealed class HuggingFaceErrorTests
{
    [TestCase(422, "detail-list.json", 400, "invalid_request_error", "less_than_equal", "image_size.width")]
    [TestCase(422, "detail-policy.json", 400, "image_generation_user_error", "moderation_blocked", null)]
    [TestCase(422, "detail-no-media.json", 502, "server_error", "no_image", null)]
    [TestCase(504, "detail-timeout.json", 504, "server_error", "generation_timeout", null)]
    [TestCase(401, "detail-string.json", 401, "authentication_error", null, null)]
    [TestCase(403, "detail-balance.json", 402, "insufficient_quota", null, null)]
    [TestCase(500, "message.json", 500, "server_error", null, null)]
    [TestCase(401, "error-string.json", 401, "authentication_error", null, null)]
    [TestCase(400, "error-list.json", 400, "invalid_request_error", null, null)]
    [TestCase(404, "error-object.json", 404, "invalid_request_error", "model_not_found", "model")]
    [TestCase(503, "loading.json", 503, "server_error", "model_loading", null)]
    [TestCase(402, "credits.json", 402, "insufficient_quota", null, null)]
    [TestCase(429, "error-string.json", 429, "rate_limit_error", null, null)]
    [TestCase(422, "replicate-422.json", 400, "invalid_request_error", null, null)]
    [TestCase(429, "replicate-429.json", 429, "rate_limit_error", null, null)]
    [TestCase(502, "html.html", 502, "server_error", null, null)]
    public void ReadError_Shape_IsTyped(int status, string file, int outStatus, string type, string? code, string? param)
    {
        var error = Read(status, file);
        Assert.That((error.Status, error.Type, error.Code, error.Param), Is.EqualTo((outStatus, type, code, param)));
    }

    [TestCase("detail-list.json", "image_size.width: Input should be less than or equal to 14142; seed: Input should be a valid integer")]
    [TestCase("detail-string.json", "Authentication is required to access this application.")]
    [TestCase("message.json", "Request failed")]
    [TestCase("error-string.json", "Invalid credentials in Authorization header")]
    [TestCase("error-list.json", "Error in `parameters.width`: not a multiple of 8; Error in `inputs`: too long")]
    [TestCase("error-object.json", "Model not found")]
    [TestCase("html.html", "HTML response received from provider (status 418)")]
    public void ReadError_Message_IsTheProviders(string file, string message) => Assert.That(Read(418, file).Message, Is.EqualTo(message));

    [TestCase("loading.json", 20)]
    [TestCase("loading-long.json", 30)]
    [TestCase("replicate-429.json", 4)]
    public void ReadError_TimeToWait_BecomesRetryAfter(string file, int seconds) =>
        Assert.That(Read(503, file).RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(seconds)));

    [Test]
    public void ReadError_ClassInHeader_DecidesTheStatus()
    {
        var answer = new ErrorAnswer(500, null, CodecFixture.Bytes("huggingface/errors/message.json"), null) { ErrorType = "startup_timeout" };
        Assert.That(ProviderCatalog.All["huggingface"].ReadError(answer) is { Status: 504, Code: "startup_timeout" });
    }

    [Test]
    public void ReadError_BodyCutAnywhere_NeverThrows()
    {
        var body = CodecFixture.Bytes("huggingface/errors/detail-list.json");
        for (var cut = 0; cut < body.Length; cut++)
            Assert.That(ProviderCatalog.All["huggingface"].ReadError(new ErrorAnswer(422, "application/json", body.AsMemory(0, cut), null)).Status, Is.GreaterThanOrEqualTo(400));
    }

    private static ImageError Read(int status, string file) =>
        ProviderCatalog.All["huggingface"].ReadError(new ErrorAnswer(status, "application/json", CodecFixture.Bytes($"huggingface/errors/{file}"), null));
}
