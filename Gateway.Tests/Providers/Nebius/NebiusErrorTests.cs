using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Nebius;

/// <summary>The promise: FastAPI's details tell the client which member is at fault.</summary>
internal sealed class NebiusErrorTests
{
    [TestCase(422, "validation.json", "invalid_request_error", "less_than_equal", "width")]
    [TestCase(422, "validation-two.json", "invalid_request_error", "float_type", "loras.0.scale")]
    [TestCase(401, "unauthorized.json", "authentication_error", null, null)]
    [TestCase(403, "forbidden.json", "permission_error", null, null)]
    [TestCase(404, "not-found.json", "invalid_request_error", null, null)]
    [TestCase(429, "rate-limit.json", "rate_limit_error", null, null)]
    [TestCase(500, "server.json", "server_error", null, null)]
    [TestCase(502, "page.html", "server_error", null, null)]
    public void ReadError_Shape_IsTyped(int status, string file, string type, string? code, string? param)
    {
        var error = Read(status, file);
        Assert.That((error.Status, error.Type, error.Code, error.Param), Is.EqualTo((status, type, code, param)));
    }

    [TestCase("validation.json", "Input should be less than or equal to 2048")]
    [TestCase("validation-two.json", "Input should be a valid number; String should have at most 2000 characters")]
    [TestCase("unauthorized.json", "Couldn't authenticate you")]
    [TestCase("page.html", "HTML response received from provider (status 418)")]
    public void ReadError_Message_IsTheProviders(string file, string message) => Assert.That(Read(418, file).Message, Is.EqualTo(message));

    private static ImageError Read(int status, string file) =>
        ProviderCatalog.All["nebius"].ReadError(new ErrorAnswer(status, "application/json", CodecFixture.Bytes($"nebius/errors/{file}"), null));
}
