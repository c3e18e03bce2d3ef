using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms;
using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Vllm;

/// <summary>The promise: vLLM-Omni, which passes over what it does not know, is sent only what it knows.</summary>
internal sealed class VllmCodecTests
{
    private const string Model = "Qwen/Qwen-Image";

    [TestCase("one.json", 1)]
    [TestCase("two-measured.json", 2)]
    [TestCase("old.json", 1)]
    public void Read_Answer_GivesTheFileBesideItAtEverySplit(string file, int n) =>
        CodecFixture.CheckAnswer("vllm", Model, $"\"n\":{n}", file, "application/json");

    [TestCase(400, "detail.json", "invalid_request_error", null, null, "Invalid size format: '1024x'. Expected format: 'WIDTHxHEIGHT' (e.g., '1024x1024').")]
    [TestCase(
        422, "detail-list.json", "invalid_request_error", "less_than_equal", "num_inference_steps",
        "Input should be less than or equal to 200; Value error, Only 'b64_json' or 'file' response format is supported, got: url")]
    [TestCase(422, "detail-nested.json", "invalid_request_error", "missing", "lora.0.path", "Field required")]
    [TestCase(404, "flat.json", "NotFoundError", "404", "model", "The model `other` does not exist.")]
    [TestCase(404, "error.json", "NotFoundError", "404", "model", "The model `other` does not exist.")]
    [TestCase(401, "unauthorized.json", "authentication_error", null, null, "Unauthorized")]
    [TestCase(500, "server.json", "server_error", null, null, "Image generation failed: CUDA out of memory.")]
    [TestCase(503, "loading.json", "server_error", null, null, "Diffusion engine not initialized. Start server with a diffusion model.")]
    [TestCase(500, "crashed.txt", "server_error", null, null, "provider API error: the answer is not JSON (status 500)")]
    public void ReadError_Shape_IsTyped(int status, string file, string type, string? code, string? param, string message)
    {
        var error = ProviderCatalog.All["vllm"].ReadError(
            new ErrorAnswer(status, "application/json", CodecFixture.Bytes("vllm/errors/" + file), TimeSpan.FromSeconds(9)));
        Assert.That((error.Status, error.Type, error.Code, error.Param, error.Message), Is.EqualTo((status, type, code, param, message)));
        Assert.That(error.RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(9)));
    }
}
