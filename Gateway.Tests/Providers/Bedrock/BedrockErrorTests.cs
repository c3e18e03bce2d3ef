using System.Text;
using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Bedrock;

/// <summary>The promise: each of AWS's exceptions is told with a status, type and code that a client can act on.</summary>
internal sealed class BedrockErrorTests
{
    private const string Url = ":http://internal.amazon.com/coral/com.amazon.bedrock/";

    [TestCase(400, "ValidationException", 400, "invalid_request_error", "ValidationException")]
    [TestCase(400, "ServiceQuotaExceededException", 429, "insufficient_quota", "ServiceQuotaExceededException")]
    [TestCase(403, "AccessDeniedException", 403, "permission_error", "AccessDeniedException")]
    [TestCase(403, "UnrecognizedClientException", 401, "authentication_error", "UnrecognizedClientException")]
    [TestCase(403, "ExpiredTokenException", 401, "authentication_error", "ExpiredTokenException")]
    [TestCase(403, "InvalidSignatureException", 401, "authentication_error", "InvalidSignatureException")]
    [TestCase(404, "ResourceNotFoundException", 404, "invalid_request_error", "model_not_found")]
    [TestCase(408, "ModelTimeoutException", 504, "server_error", "ModelTimeoutException")]
    [TestCase(424, "ModelErrorException", 502, "server_error", "ModelErrorException")]
    [TestCase(429, "ModelNotReadyException", 429, "rate_limit_error", "ModelNotReadyException")]
    [TestCase(429, "ThrottlingException", 429, "rate_limit_error", "ThrottlingException")]
    [TestCase(500, "InternalServerException", 502, "server_error", "InternalServerException")]
    [TestCase(503, "ServiceUnavailableException", 503, "server_error", "ServiceUnavailableException")]
    [TestCase(418, "TeapotException", 418, "invalid_request_error", "TeapotException")]
    public void ReadError_ExceptionInHeader_IsMapped(int status, string exception, int outStatus, string type, string code)
    {
        var error = Read(status, "plain.json", exception + Url);
        Assert.That((error.Status, error.Type, error.Code), Is.EqualTo((outStatus, type, code)));
        Assert.That(error.Message, Does.StartWith("The server encountered"));
    }

    [TestCase(400, "validation.json", "ValidationException", 400, "ValidationException", "Malformed input request")]
    [TestCase(400, "content-filter.json", "ValidationException", 400, "moderation_blocked", "This request has been blocked")]
    [TestCase(400, "content-filter.json", null, 400, "moderation_blocked", "This request has been blocked")]
    [TestCase(403, "access-denied.json", "AccessDeniedException", 403, "AccessDeniedException", "You don't have access")]
    [TestCase(403, "expired.json", null, 401, "ExpiredTokenException", "The security token")]
    [TestCase(429, "code.json", null, 429, "ThrottlingException", "Too many requests")]
    [TestCase(424, "model-error.json", "ModelErrorException", 502, "ModelErrorException", "The model has failed.")]
    [TestCase(500, "plain.json", null, 500, null, "The server encountered")]
    [TestCase(403, "html.html", null, 403, null, "HTML response received from provider (status 403)")]
    [TestCase(403, "html.html", "AccessDeniedException", 403, "AccessDeniedException", "AccessDeniedException (status 403)")]
    public void ReadError_Body_IsTold(int status, string file, string? exception, int outStatus, string? code, string message)
    {
        var error = Read(status, file, exception);
        Assert.That((error.Status, error.Code), Is.EqualTo((outStatus, code)));
        Assert.That(error.Message, Does.StartWith(message));
    }

    [Test]
    public void ReadError_ContentFilter_IsTheUsers()
    {
        Assert.That(Read(400, "content-filter.json", null).Type, Is.EqualTo("image_generation_user_error"));
    }

    [Test]
    public void ReadError_RetryAfter_IsKept()
    {
        var answer = new ErrorAnswer(429, "application/json", Encoding.UTF8.GetBytes("{}"), TimeSpan.FromSeconds(3)) { ErrorType = "ThrottlingException" };
        Assert.That(ProviderCatalog.All["bedrock"].ReadError(answer).RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(3)));
    }

    [Test]
    public void ReadError_BodyCutAnywhere_NeverThrows()
    {
        var body = CodecFixture.Bytes("bedrock/errors/expired.json");
        for (var cut = 0; cut < body.Length; cut++)
            Assert.That(ProviderCatalog.All["bedrock"].ReadError(new ErrorAnswer(403, "application/json", body.AsMemory(0, cut), null)).Status, Is.GreaterThanOrEqualTo(400));
    }

    private static ImageError Read(int status, string file, string? errorType) => ProviderCatalog.All["bedrock"].ReadError(
        new ErrorAnswer(status, "application/json", CodecFixture.Bytes($"bedrock/errors/{file}"), null) { ErrorType = errorType });
}
