using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Unit.Transforms;
using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Xai;

/// <summary>The promise: what xAI's moderation keeps silent about is told, and what it lacks of OpenAI's answer is added.</summary>
internal sealed class XaiAnswerTests
{
    private const string Model = "grok-imagine-image";
    private const string Json = "application/json";

    [Test]
    public void Read_SomeBlocked_AreCountedAndTheOthersKeepTheirOrder()
    {
        var call = CodecCall.Create("xai", Model, "\"n\":4");
        var answer = JsonNode.Parse(call.Read(Json, feed => feed(Splits.Utf8(
            """{"data":[{"b64_json":"AAAA"},{"url":"https://x/1"},{"url":""},{"b64_json":"BBBB"}],"block_reason":"violence"}"""))).Output)!;
        Assert.Multiple(() =>
        {
            Assert.That(answer["data"]!.AsArray().Select(item => (string?)(item!["b64_json"] ?? item["url"])), Is.EqualTo(new[] { "AAAA", "https://x/1", "BBBB" }));
            Assert.That(answer["data"]!.AsArray().Select(item => (int)item!["index"]!), Is.EqualTo(new[] { 0, 1, 2 }));
            Assert.That(
                answer["extra_fields"]!["warnings"]!.AsArray().Select(warning => ((string?)warning!["code"], (string?)warning["message"])),
                Is.EqualTo(new[]
                {
                    ("images_blocked", "The provider's moderation has flagged 1 of 4 images: violence"),
                    ("fewer_images", "The provider returned 3 of 4 images."),
                }));
        });
    }

    // What is larger than a small picture is not held back: it goes out while it arrives.
    [Test]
    public void Read_LargePicture_GoesOutWhileItArrives()
    {
        var call = CodecCall.Create("xai", Model);
        var picture = "iVBORw0KGgo" + new string('A', 200_000);
        var outcome = call.Read(Json, feed => feed(Splits.Utf8("""{"data":[{"b64_json":"data:image/png;base64,""" + picture)));
        Assert.That(outcome.HasImage);
        Assert.That(outcome.Failure?.Code, Is.EqualTo("truncated_response"));
        Assert.That(outcome.Output, Does.EndWith(picture));
    }

    // The picture is on its way: neither a plain answer nor an event may end as if it were a good one.
    [TestCase("")]
    [TestCase("\"stream\":true")]
    public void Read_LargePictureThatIsFlaggedBehindIt_BreaksOff(string members)
    {
        var call = CodecCall.Create("xai", Model, members);
        var picture = "iVBORw0KGgo" + new string('A', 200_001);
        var outcome = call.Read(Json, feed => feed(Splits.Utf8($$"""{"data":[{"b64_json":"{{picture}}","respect_moderation":false}]}""")));
        Assert.That((outcome.Failure?.Status, outcome.Failure?.Code), Is.EqualTo((400, "moderation_blocked")));
        Assert.That(outcome.Output, Does.Not.Contain("extra_fields"));
    }

    [Test]
    public void Read_LargePictureThatIsFlaggedBeforeIt_IsLeftOut()
    {
        var call = CodecCall.Create("xai", Model);
        var outcome = call.Read(Json, feed => feed(Splits.Utf8($$"""{"data":[{"respect_moderation":false,"b64_json":"{{new string('A', 200_000)}}"}]}""")));
        Assert.That((outcome.HasImage, outcome.Failure?.Code), Is.EqualTo((false, "moderation_blocked")));
    }

    [TestCase("null", null)]
    [TestCase("{}", null)]
    [TestCase("""{"cost_in_usd_ticks":200000000}""", """{"input_tokens":0,"output_tokens":0,"total_tokens":0,"input_tokens_details":{"text_tokens":0,"image_tokens":0},"cost_in_usd_ticks":200000000}""")]
    [TestCase(
        """{"input_tokens":1,"output_tokens":2,"total_tokens":3,"input_tokens_details":null,"a":{"b":[1]}}""",
        """{"input_tokens":1,"output_tokens":2,"total_tokens":3,"input_tokens_details":{"text_tokens":1,"image_tokens":0},"a":{"b":[1]}}""")]
    public void Read_Usage_HasTheCountsThatOpenAIsSchemaWants(string usage, string? expected)
    {
        var call = CodecCall.Create("xai", Model);
        var answer = JsonNode.Parse(call.Read(Json, feed => feed(Splits.Utf8($$"""{"usage":{{usage}},"data":[{"url":"https://x/y"}]}"""))).Output)!;
        Assert.That(answer["usage"]?.ToJsonString(), Is.EqualTo(expected));
    }
}
