using System.Text;
using Iris.Gateway.Tests.Unit.Transforms;
using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Bedrock;

/// <summary>The promise: Bedrock's answers become the contract's, however they arrive, and a 200 without a picture is a failure that says why.</summary>
internal sealed class BedrockAnswerTests
{
    private const string Nova = "amazon.nova-canvas-v1:0";

    [TestCase("nova.json", Nova, 1)]
    [TestCase("nova-two.json", Nova, 2)]
    [TestCase("titan-some-blocked.json", "amazon.titan-image-generator-v2:0", 2)]
    [TestCase("titan-error-first.json", "amazon.titan-image-generator-v2:0", 1)]
    [TestCase("titan-mask.json", "amazon.titan-image-generator-v2:0", 1)]
    [TestCase("stability.json", "stability.stable-image-core-v1:1", 1)]
    [TestCase("stability-reordered.json", "stability.stable-image-core-v1:1", 1)]
    [TestCase("stability-flagged.json", "stability.stable-image-core-v1:1", 1)]
    public void Read_Answer_GivesTheFileBesideItAtEverySplit(string file, string model, int n) =>
        CodecFixture.CheckAnswer("bedrock", model, $"\"n\":{n}", file, "application/json");

    [TestCase("all-blocked", 400, "moderation_blocked", "All of the generated images have been blocked by our content filters.")]
    [TestCase("all-blocked-null", 400, "moderation_blocked", "All of the generated images have been blocked by our content filters.")]
    [TestCase("error", 502, "model_error", "ran out of memory")]
    [TestCase("filter-prompt", 400, "moderation_blocked", "Filter reason: prompt")]
    [TestCase("filter-output", 400, "moderation_blocked", "Filter reason: output image")]
    [TestCase("filter-input", 400, "moderation_blocked", "Filter reason: input image")]
    [TestCase("inference-error", 502, "inference_error", "Inference error")]
    [TestCase("moderated", 400, "moderation_blocked", "moderated")]
    [TestCase("empty", 502, "no_image", "without an image")]
    [TestCase("nothing", 502, "no_image", "without an image")]
    public void Read_SuccessWithoutPicture_IsAFailureAtEverySplit(string name, int status, string code, string message)
    {
        var bytes = CodecFixture.Bytes($"bedrock/failures/{name}.json");
        foreach (var members in new[] { "", "\"stream\":true" })
        {
            var call = CodecCall.Create("bedrock", Nova, members);
            Splits.ForEach(bytes, (division, feed) =>
            {
                var outcome = call.Read("application/json", feed);
                Assert.That(outcome.HasImage, Is.False, division);
                Assert.That((outcome.Failure?.Status, outcome.Failure?.Code), Is.EqualTo((status, code)), division);
                Assert.That(outcome.Failure!.Message, Does.Contain(message), division);
            });
        }
    }

    [TestCase("filter-prompt", """{"finish_reason":"Filter reason: prompt"}""")]
    [TestCase("moderated", """{"Moderation Reasons":["Derivative Works Filter"]}""")]
    public void Read_Blocked_PassesTheCategoryOn(string name, string details)
    {
        var outcome = CodecCall.Create("bedrock", Nova).Read("application/json", feed => feed(CodecFixture.Bytes($"bedrock/failures/{name}.json")));
        Assert.That(Encoding.UTF8.GetString(outcome.Failure!.ModerationDetails!.Value.Span), Is.EqualTo(details));
    }

    [TestCase("[]")]
    [TestCase("\"text\"")]
    [TestCase("null")]
    [TestCase("{\"images\":[\"iVBOR")]
    [TestCase("{\"images\":[\"iVBORw0KGgo=\"],}")]
    [TestCase("<html>")]
    [TestCase("")]
    public void Read_NotTheDocument_IsAFailure(string body)
    {
        var outcome = CodecCall.Create("bedrock", Nova).Read("application/json", feed => feed(Splits.Utf8(body)));
        Assert.That(outcome.Failure?.Type, Is.EqualTo("provider_response_invalid"));
    }

    // A picture under another name, or deeper down, is none of ours; a reason of any length is bounded.
    [TestCase("""{"other":{"images":["iVBORw0KGgo="],"x":[[{}],"a\\n"]},"maskImage":"iVBORw0KGgo=","images":[]}""", "no_image")]
    [TestCase("""{"images":[{"a":["iVBORw0KGgo="]},["iVBORw0KGgo="],null,1,true]}""", "no_image")]
    [TestCase("""{"images":"iVBORw0KGgo="}""", "no_image")]
    [TestCase("""{"images":[],"error":"LONG"}""", "model_error")]
    [TestCase("""{"images":[],"error":{"a":"b"}}""", "model_error")]
    public void Read_OddDocument_IsReadByItsPathsAtEverySplit(string body, string code)
    {
        var isLong = body.Contains("LONG");
        var bytes = Splits.Utf8(body.Replace("LONG", new string('e', 100_000)));
        Action<byte[], Action<string, Action<Splits.Feed>>> divide = isLong ? (all, attempt) => attempt("whole", feed => feed(all)) : Splits.ForEach;
        divide(bytes, (division, feed) =>
        {
            var outcome = CodecCall.Create("bedrock", Nova).Read("application/json", feed);
            Assert.That((outcome.HasImage, outcome.Failure?.Code), Is.EqualTo((false, code)), division);
            Assert.That(outcome.Failure!.Message, Has.Length.LessThan(5000));
        });
    }

    [Test]
    public void Read_LargePicture_GoesOutWhileItArrives()
    {
        var call = CodecCall.Create("bedrock", Nova);
        var picture = new string('A', 100_000);
        var before = false;
        var outcome = call.Read("application/json", feed =>
        {
            feed(Splits.Utf8($$"""{"images":["{{picture}}"""));
            before = true;
            feed(Splits.Utf8("""AAAA"],"error":null}"""));
        });
        Assert.That(before && outcome.Failure is null);
        Assert.That(outcome.Output, Does.Contain(picture + "AAAA"));
    }
}
