using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Unit.Transforms;
using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.HuggingFace;

/// <summary>The promise: bytes, addresses, data URLs and predictions all become the contract's answer, however they arrive.</summary>
internal sealed class HuggingFaceAnswerTests
{
    private const string Fal = "fal-ai/fal-ai/flux/dev";
    private const string Replicate = "replicate/black-forest-labs/flux-schnell";

    [TestCase("hf-inference.png", "hf-inference/org/model", 1, "image/png")]
    [TestCase("hf-inference.jpg", "hf-inference/org/model", 1, null)]
    [TestCase("hf-inference-data.json", "hf-inference/org/model", 1, "application/json")]
    [TestCase("fal-data.json", Fal, 1, "application/json")]
    [TestCase("fal-data-escaped.json", Fal, 2, "application/json")]
    [TestCase("fal-one-blocked.json", Fal, 2, "application/json")]
    [TestCase("fal-single.json", Fal, 1, "application/json")]
    [TestCase("nebius.json", "nebius/black-forest-labs/flux-schnell", 1, "application/json")]
    [TestCase("together.json", "together/black-forest-labs/FLUX.1-schnell", 2, "application/json")]
    [TestCase("replicate-data.json", Replicate, 1, "application/json")]
    public void Read_Answer_GivesTheFileBesideItAtEverySplit(string file, string model, int n, string? contentType) =>
        CodecFixture.CheckAnswer("huggingface", model, $"\"n\":{n}", file, contentType);

    [TestCase("fal-urls.json", Fal, "https://v3.fal.media/files/x/y.png", "https://v3.fal.media/files/x/z.png")]
    [TestCase("replicate.json", Replicate, "https://replicate.delivery/xezq/out-0.webp", "https://replicate.delivery/xezq/out-1.webp")]
    [TestCase("hf-inference-output.json", "hf-inference/org/model", "https://cdn-lfs.hf.co/x/y.png")]
    public void Read_Addresses_ArePassedOnUnlessBase64WasAsked(string file, string model, params string[] addresses)
    {
        var bytes = CodecFixture.Bytes($"huggingface/answers/{file}");
        foreach (var members in new[] { "", "\"response_format\":\"url\"," })
        {
            var call = CodecCall.Create("huggingface", model, members + $"\"n\":{addresses.Length}");
            Splits.ForEach(bytes, (division, feed) =>
            {
                var outcome = call.Read("application/json", feed);
                Assert.That((outcome.Failure, outcome.Next), Is.EqualTo(((object?)null, (object?)null)), division);
                Assert.That(JsonNode.Parse(outcome.Output)!["data"]!.AsArray().Select(item => (string?)item!["url"]), Is.EqualTo(addresses), division);
            });
            CodecFixture.CheckTorn(call, "application/json", bytes);
        }
    }

    [Test]
    public void Read_Prediction_TellsItsTimeAndUsage()
    {
        var call = CodecCall.Create("huggingface", Replicate, "\"n\":2");
        var answer = JsonNode.Parse(call.Read("application/json", feed => feed(CodecFixture.Bytes("huggingface/answers/replicate.json"))).Output)!;
        Assert.That((long?)answer["created"], Is.EqualTo(1767225600));
        Assert.That(answer["usage"]!.ToJsonString(), Is.EqualTo("""{"input_tokens":20,"output_tokens":28,"total_tokens":48}"""));
    }

    [TestCase("fal-all-blocked", Fal, 400, "moderation_blocked", "blocked every image")]
    [TestCase("fal-empty", Fal, 502, "no_image", "without an image")]
    [TestCase("fal-detail", Fal, 400, "moderation_blocked", "prompt: The content could not be processed")]
    [TestCase("replicate-nsfw", Replicate, 400, "moderation_blocked", "NSFW content detected")]
    [TestCase("replicate-sensitive", Replicate, 400, "moderation_blocked", "flagged as sensitive")]
    [TestCase("replicate-failed", Replicate, 502, "prediction_failed", "CUDA out of memory")]
    [TestCase("replicate-canceled", Replicate, 502, "prediction_canceled", "was canceled")]
    [TestCase("replicate-no-output", Replicate, 502, "no_image", "no output")]
    [TestCase("hf-inference-error", "hf-inference/org/model", 502, null, "too busy")]
    [TestCase("nebius-empty", "nebius/org/model", 502, "no_image", "without an image")]
    public void Read_SuccessWithoutPicture_IsAFailureAtEverySplit(string name, string model, int status, string? code, string message)
    {
        var bytes = CodecFixture.Bytes($"huggingface/failures/{name}.json");
        foreach (var members in new[] { "", "\"stream\":true" })
        {
            var call = CodecCall.Create("huggingface", model, members);
            Splits.ForEach(bytes, (division, feed) =>
            {
                var outcome = call.Read("application/json", feed);
                Assert.That(outcome.HasImage, Is.False, division);
                Assert.That((outcome.Failure?.Status, outcome.Failure?.Code), Is.EqualTo((status, code)), division);
                Assert.That(outcome.Failure!.Message, Does.Contain(message), division);
            });
        }
    }

    // What is larger than a black frame is not held back.
    [TestCase("""{"images":[{"url":"data:image/png;base64,""", Fal)]
    [TestCase("""{"output":["data:image/png;base64,""", Replicate)]
    public void Read_LargeDataUrl_GoesOutWhileItArrives(string beginning, string model)
    {
        var call = CodecCall.Create("huggingface", model, "\"response_format\":\"b64_json\"");
        var picture = "iVBORw0KGgo" + new string('A', 200_000);
        var outcome = call.Read("application/json", feed => feed(Splits.Utf8(beginning + picture)));
        Assert.That(outcome.HasImage);
        Assert.That(outcome.Failure?.Code, Is.EqualTo("truncated_response"));
        Assert.That(outcome.Output, Does.EndWith(picture));
    }

    [Test]
    public void Read_LargeFlaggedPicture_IsDeliveredWithAWarning()
    {
        var call = CodecCall.Create("huggingface", Fal, "\"response_format\":\"b64_json\"");
        var picture = new string('A', 200_000);
        var outcome = call.Read("application/json", feed => feed(
            Splits.Utf8($$"""{"images":[{"url":"data:image/png;base64,{{picture}}"}],"has_nsfw_concepts":[true]}""")));
        Assert.That(outcome.Failure, Is.Null);
        Assert.That(outcome.Output, Does.Contain("images_blocked").And.Contain(picture));
    }
}
