using Iris.Gateway.Tests.Unit.Transforms;
using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Sgl;

/// <summary>The promise: SGLang is asked in the words of its own schema, and nothing of its disk reaches the client.</summary>
internal sealed class SglCodecTests
{
    private const string Model = "black-forest-labs/FLUX.1-dev";

    [TestCase("one.json", 1)]
    [TestCase("two-counted.json", 2)]
    [TestCase("old.json", 1)]
    [TestCase("data-url.json", 1)]
    public void Read_Answer_GivesTheFileBesideItAtEverySplit(string file, int n) =>
        CodecFixture.CheckAnswer("sgl", Model, $"\"n\":{n}", file, "application/json");

    [TestCase("content.json", "")]
    [TestCase("contents.json", "?variant=0", "?variant=1")]
    public void Read_RelativeAddress_IsFetchedFromTheServerAtEverySplit(string file, params string[] queries)
    {
        var bytes = CodecFixture.Bytes("sgl/answers/" + file);
        var call = CodecCall.Create("sgl", Model, $"\"n\":{queries.Length}");
        Splits.ForEach(bytes, (division, feed) =>
        {
            var outcome = call.Read("application/json", feed);
            Assert.That((outcome.Failure, outcome.HasImage), Is.EqualTo(((ImageError?)null, false)), division);
            Assert.That(outcome.Output, Does.Not.Contain("content"), division);
            Assert.That(outcome.Next!.Kind, Is.EqualTo(LegKind.Download), division);
            Assert.That(ProviderCatalog.All["sgl"].Hosts.Delivery, Is.Empty, division);
            Assert.That(
                outcome.Next.Request.Uri.AbsoluteUri, Is.EqualTo("https://provider.test/v1/images/3f1c2a9e/content" + queries[0]), division);
        });
        CodecFixture.CheckTorn(call, "application/json", bytes);

        var picture = CodecFixture.Bytes("huggingface/answers/hf-inference.png");
        var (all, legs) = call.Walk([("application/json", bytes), .. queries.Select(_ => ((string?)"image/png", picture))]);
        Assert.That((all.Failure, all.Next), Is.EqualTo(((ImageError?)null, (ProviderLeg?)null)));
        Assert.That(legs.Skip(1).Select(leg => leg.Request.Uri.Query), Is.EqualTo(queries));
        Assert.That(all.Output.Split("\"b64_json\":\"" + Convert.ToBase64String(picture) + "\""), Has.Length.EqualTo(queries.Length + 1));
    }

    [TestCase(400, "detail.json", "invalid_request_error", null, null, "response_format='url' requires cloud storage to be configured.")]
    [TestCase(422, "detail-required.json", "invalid_request_error", null, null, "Field 'image' or 'url' is required")]
    [TestCase(
        422, "detail-list.json", "invalid_request_error", "int_parsing", "num_inference_steps",
        "Input should be a valid integer, unable to parse string as an integer; Input should be a valid number")]
    [TestCase(400, "flat.json", "BadRequestError", "400", null, "Unsupported width and height for this model")]
    [TestCase(404, "not-found.json", "invalid_request_error", null, null, "Image not found")]
    [TestCase(401, "unauthorized.json", "authentication_error", null, null, "Unauthorized")]
    [TestCase(500, "server.json", "server_error", null, null, "Model generation returned no output. CUDA out of memory.")]
    [TestCase(503, "loading.json", "ServiceUnavailable", "503", null, "The server is still loading the model")]
    [TestCase(500, "crashed.txt", "server_error", null, null, "provider API error: the answer is not JSON (status 500)")]
    public void ReadError_Shape_IsTyped(int status, string file, string type, string? code, string? param, string message)
    {
        var error = ProviderCatalog.All["sgl"].ReadError(
            new ErrorAnswer(status, "application/json", CodecFixture.Bytes("sgl/errors/" + file), TimeSpan.FromSeconds(9)));
        Assert.That((error.Status, error.Type, error.Code, error.Param, error.Message), Is.EqualTo((status, type, code, param, message)));
        Assert.That(error.RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(9)));
    }
}
