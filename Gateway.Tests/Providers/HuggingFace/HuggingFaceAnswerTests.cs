using Iris.Gateway.Tests.Unit.Transforms;
using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.HuggingFace;

/// <summary>The promise: bytes, addresses, data URLs and predictions all become the contract's answer, however they arrive.</summary>
internal sealed class HuggingFaceAnswerTests
{
    private const string Fal = "fal-ai/fal-ai/flux/dev";
    private const string Replicate = "replicate/black-forest-labs/flux-schnell";

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
