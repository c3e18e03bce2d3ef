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

    [TestCase("url.json", 1)]
    [TestCase("base64.json", 1)]
    [TestCase("data-url.json", 1)]
    [TestCase("tokens.json", 1)]
    [TestCase("some-blocked.json", 3)]
    public void Read_Answer_GivesTheFileBesideItAtEverySplit(string file, int n) =>
        CodecFixture.CheckAnswer("xai", Model, $"\"n\":{n}", file, Json);

    [TestCase("empty-data", 400, "moderation_blocked", "blocked every image of this request.")]
    [TestCase("all-flagged", 400, "moderation_blocked", "blocked every image")]
    [TestCase("flagged-first", 400, "moderation_blocked", "blocked every image")]
    [TestCase("flagged-last", 400, "moderation_blocked", "blocked every image")]
    [TestCase("null-picture", 400, "moderation_blocked", "blocked every image")]
    [TestCase("empty-strings", 400, "moderation_blocked", "blocked every image")]
    [TestCase("block-reason", 400, "moderation_blocked", "blocked every image of this request: PROMPT_VIOLATES_POLICY")]
    [TestCase("nothing", 502, "no_image", "without an image")]
    [TestCase("error", 401, "invalid_api_key", "Incorrect API key provided")]
    [TestCase("bad-data-url", 500, "malformed_response", "failed to unmarshal")]
    [TestCase("torn-data-url", 500, "malformed_response", "failed to unmarshal")]
    [TestCase("not-base64-data-url", 500, "malformed_response", "failed to unmarshal")]
    public void Read_SuccessWithoutPicture_IsAFailureAtEverySplit(string name, int status, string code, string message)
    {
        var bytes = CodecFixture.Bytes($"xai/failures/{name}.json");
        foreach (var members in new[] { "", "\"stream\":true" })
        {
            var call = CodecCall.Create("xai", Model, members);
            Splits.ForEach(bytes, (division, feed) =>
            {
                var outcome = call.Read(Json, feed);
                Assert.That(outcome.HasImage, Is.False, division);
                Assert.That((outcome.Failure?.Status, outcome.Failure?.Code), Is.EqualTo((status, code)), division);
                Assert.That(outcome.Failure!.Message, Does.Contain(message), division);
            });
            // Cut off anywhere, it is a failure as well, but not one about the client's prompt.
            CodecFixture.CheckTorn(call, Json, bytes);
        }
    }

    [Test]
    public void Read_Blocked_HasTheTypeOfAUsersError()
    {
        var failure = CodecCall.Create("xai", Model).Read(Json, feed => feed(CodecFixture.Bytes("xai/failures/empty-data.json"))).Failure!;
        Assert.That(failure.Type, Is.EqualTo("image_generation_user_error"));
    }

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

    [Test]
    public void Read_LargePictureThatIsFlaggedBehindIt_IsDeliveredWithAWarning()
    {
        var call = CodecCall.Create("xai", Model);
        var picture = new string('A', 200_000);
        var outcome = call.Read(Json, feed => feed(Splits.Utf8($$"""{"data":[{"b64_json":"{{picture}}","respect_moderation":false}]}""")));
        Assert.That(outcome.Failure, Is.Null);
        Assert.That(outcome.Output, Does.Contain("images_blocked").And.Contain(picture));
    }

    [Test]
    public void Read_LargePictureThatIsFlaggedBeforeIt_IsLeftOut()
    {
        var call = CodecCall.Create("xai", Model);
        var outcome = call.Read(Json, feed => feed(Splits.Utf8($$"""{"data":[{"respect_moderation":false,"b64_json":"{{new string('A', 200_000)}}"}]}""")));
        Assert.That((outcome.HasImage, outcome.Failure?.Code), Is.EqualTo((false, "moderation_blocked")));
    }

    [TestCase("null", null)]
    [TestCase("{}", """{"input_tokens":0,"output_tokens":0,"total_tokens":0,"input_tokens_details":{"text_tokens":0,"image_tokens":0}}""")]
    [TestCase("""{"cost_in_usd_ticks":200000000}""", """{"cost_in_usd_ticks":200000000,"input_tokens":0,"output_tokens":0,"total_tokens":0,"input_tokens_details":{"text_tokens":0,"image_tokens":0}}""")]
    [TestCase(
        """{"input_tokens":1,"output_tokens":2,"total_tokens":3,"input_tokens_details":null,"a":{"b":[1]}}""",
        """{"input_tokens":1,"output_tokens":2,"total_tokens":3,"input_tokens_details":null,"a":{"b":[1]}}""")]
    public void Read_Usage_HasTheCountsThatOpenAIsSchemaWants(string usage, string? expected)
    {
        var call = CodecCall.Create("xai", Model);
        var answer = JsonNode.Parse(call.Read(Json, feed => feed(Splits.Utf8($$"""{"usage":{{usage}},"data":[{"url":"https://x/y"}]}"""))).Output)!;
        Assert.That(answer["usage"]?.ToJsonString(), Is.EqualTo(expected));
    }
}
