using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Ollama;

/// <summary>The promise: a server that no longer draws and a model that is not there are told apart, and both say what to do.</summary>
internal sealed class OllamaErrorTests
{
    [TestCase(404, "no-route.txt", 400, "invalid_request_error", "unsupported_operation")]
    [TestCase(404, "no-route.json", 400, "invalid_request_error", "unsupported_operation")]
    [TestCase(404, "html.html", 400, "invalid_request_error", "unsupported_operation")]
    [TestCase(400, "removed.json", 400, "invalid_request_error", "unsupported_operation")]
    [TestCase(400, "removed-openai.json", 400, "invalid_request_error", "unsupported_operation")]
    [TestCase(404, "model.json", 404, "invalid_request_error", "model_not_found")]
    [TestCase(404, "model-openai.json", 404, "invalid_request_error", "model_not_found")]
    [TestCase(400, "prompt.json", 400, "invalid_request_error", null)]
    [TestCase(500, "memory.json", 500, "server_error", null)]
    [TestCase(500, "model.json", 500, "server_error", null)]
    [TestCase(503, "busy.json", 503, "server_error", null)]
    [TestCase(401, "unauthorized.json", 401, "authentication_error", null)]
    [TestCase(502, "html.html", 502, "server_error", null)]
    public void ReadError_Shape_IsTyped(int status, string file, int outStatus, string type, string? code)
    {
        var error = Read(status, file);
        Assert.That((error.Status, error.Type, error.Code), Is.EqualTo((outStatus, type, code)));
    }

    [TestCase(404, "no-route.txt")]
    [TestCase(400, "removed.json")]
    public void ReadError_ServerThatDoesNotDraw_SaysWhichDid(int status, string file) =>
        Assert.That(Read(status, file).Message, Does.Contain("does not make images").And.Contain("0.32.5 or older").And.Contain("another provider"));

    [TestCase("model.json", "model 'x/z-image-turbo' not found. Fetch it on the server first: ollama pull x/z-image-turbo")]
    [TestCase("model-openai.json", "model \"x/z-image-turbo\" not found, try pulling it first. Fetch it on the server first: ollama pull x/z-image-turbo")]
    public void ReadError_MissingModel_SaysHowToFetchIt(string file, string message)
    {
        var error = Read(404, file);
        Assert.That((error.Message, error.Param), Is.EqualTo((message, "model")));
    }

    [Test]
    public void ReadError_BodyCutAnywhere_NeverThrows()
    {
        var body = CodecFixture.Bytes("ollama/errors/model-openai.json");
        // Behind the closing brace stands a line break.
        for (var cut = 0; cut < body.Length - 1; cut++)
            Assert.That(ProviderCatalog.All["ollama"].ReadError(new ErrorAnswer(404, "application/json", body.AsMemory(0, cut), null)).Code, Is.EqualTo("unsupported_operation"));
    }

    private static ImageError Read(int status, string file) =>
        ProviderCatalog.All["ollama"].ReadError(new ErrorAnswer(status, "application/json", CodecFixture.Bytes($"ollama/errors/{file}"), null));
}
