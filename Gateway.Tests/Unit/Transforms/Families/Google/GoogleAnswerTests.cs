using Iris.Transforms.Answers;
using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Families.Google;

/// <summary>Promise: the pictures come through as OpenAI's answer, plain or as events, with what Google says about them.</summary>
// It measures allocations, which grow while others empty the shared pool of buffers.
[NonParallelizable]
public sealed class GoogleAnswerTests
{
    [Test]
    public void Read_ArrayOfChunks_IsReadAsAStreamWithoutEvents()
    {
        var events = Splits.Latin(GoogleCodec.Fixture("gemini/answers/stream.sse")).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        var array = Splits.Utf8("[" + string.Join(",\r\n", events.Select(line => line["data: ".Length..])) + "]");
        using var sut = Answer("gemini/x", "gemini-3-pro-image", "\"stream\":true").Read("application/json", feed => feed(array));
        using var events2 = Answer("gemini/x", "gemini-3-pro-image", "\"stream\":true").ReadFixture("gemini/answers/stream.sse");
        Assert.That(sut.Text, Is.EqualTo(events2.Text));
    }

    [Test]
    public void Read_SeveralCallsOnOneSink_NumberThePicturesAndAddTheUsage()
    {
        using var sut = Answer("gemini/answers/image.json", "gemini-3.1-flash-image", "\"n\":2");
        sut.Sink.ExpectCalls(2);
        sut.ReadFixture("gemini/answers/image.json").ReadFixture("gemini/answers/image.json");
        var answer = JsonNode.Parse(sut.Text)!;
        Assert.That(answer["data"]!.AsArray().Select(item => (int)item!["index"]!), Is.EqualTo(new[] { 0, 1 }));
        Assert.That(answer["usage"]!.ToJsonString(), Is.EqualTo(
            """{"input_tokens":20,"output_tokens":2784,"total_tokens":2804,"input_tokens_details":{"text_tokens":20,"image_tokens":0},"output_tokens_details":{"image_tokens":2240,"text_tokens":544}}"""));
    }

    [Test]
    public void Read_StreamTornBehindAWholePicture_KeepsThePicture()
    {
        var stream = Splits.Latin(GoogleCodec.Fixture("gemini/answers/stream.sse"));
        foreach (var rest in (string[])["", "data: {\"candidates\":[", "data: {]\n\n", "data: {\"error\":{\"status\":\"INTERNAL\",\"code\":500}}\n\n"])
        {
            var torn = Splits.Utf8(stream.Split("\n\n")[0] + "\n\n" + rest);
            using var sut = Answer("gemini/x", "gemini-3-pro-image", "\"stream\":true").Read("text/event-stream", feed => feed(torn));
            Assert.That((sut.Failure is null, sut.Sink.Images, sut.Sink.InImage), Is.EqualTo((false, 1, false)), rest);
            Assert.That(sut.Sink.Fail(sut.Failure!), Is.True);
            Assert.That(sut.Text.Split('\n').Where(line => line.StartsWith("event: ", StringComparison.Ordinal)),
                Is.EqualTo(new[] { "event: image_generation.completed", "event: error" }), rest);
        }
    }

    [Test]
    public void Read_LongTextAndSignature_AreBounded()
    {
        var text = new string('x', 300_000);
        var picture = (string)GoogleCodec.FixtureJson("gemini/answers/imagen.json")["predictions"]![0]!["bytesBase64Encoded"]!;
        var body = Splits.Utf8(
            $$"""{"candidates":[{"content":{"parts":[{"text":"{{text}}"},{"inlineData":{"mimeType":"image\/png","data":"{{picture}}"},"thoughtSignature":"{{text}}","odd":[{"data":"{{text}}"}]}]},"safetyRatings":"{{text}}"}],"usageMetadata":5,"modelVersion":"{{text}}"}""");
        using var sut = Answer("gemini/x", "gemini-3-pro-image", "").Read("application/json", feed => feed(body));
        var image = JsonNode.Parse(sut.Text)!["data"]![0]!;
        Assert.That(((string)image["b64_json"]!, ((string)image["revised_prompt"]!).Length), Is.EqualTo((picture, 4097)));
        Assert.That(sut.Text, Has.Length.LessThan(6000));
    }

    [TestCase("gemini-3-pro-image", "", "")]
    [TestCase("gemini-3-pro-image", "\"stream\":true", "")]
    [TestCase("gemini-3-pro-image", "", "draft told first")]
    [TestCase("gemini-3-pro-image", "", "draft told last")]
    [TestCase("gemini-3-pro-image", "\"stream\":true", "draft told last")]
    [TestCase("imagen-4.0-generate-001", "", "")]
    public void Read_LargePicturesAndSignature_AllocateNextToNothing(string model, string members, string draft)
    {
        const int Piece = 64 * 1024;
        var data = new string('A', 8 * 1024 * 1024);
        var before = draft.Length == 0 ? "" : Draft(data, draft == "draft told first") + ",";
        var bytes = Splits.Utf8(model.StartsWith("imagen", StringComparison.Ordinal)
            ? $$"""{"predictions":[{"mimeType":"image/png","bytesBase64Encoded":"{{data}}"}]}"""
            : $$"""{"candidates":[{"content":{"parts":[{{before}}{"inlineData":{"mimeType":"image/png","data":"{{data}}"},"thoughtSignature":"{{data}}"}]},"finishReason":"STOP"}]}""");
        long allocated = 0;
        // The first pass makes what is made once: static tables, code.
        for (var pass = 0; pass < 2; pass++)
        {
            long written = 0;
            using var sut = Answer("gemini/x", model, members);
            sut.Read("application/json", feed =>
            {
                var start = GC.GetAllocatedBytesForCurrentThread();
                for (var at = 0; at < bytes.Length; at += Piece)
                {
                    feed(bytes.AsSpan(at, Math.Min(Piece, bytes.Length - at)));
                    written += sut.Sink.Output.Count;
                    sut.Sink.Output.Consume(sut.Sink.Output.Count);
                }
                allocated = GC.GetAllocatedBytesForCurrentThread() - start;
            });
            Assert.That((sut.Failure, written > data.Length), Is.EqualTo((default(ImageError), true)));
        }
        Assert.That(allocated, Is.LessThan(64 * 1024));
    }

    // Larger than what waits: it goes out while it arrives.
    [TestCase("", true)]
    [TestCase("", false)]
    [TestCase("\"stream\":true", true)]
    [TestCase("\"stream\":true", false)]
    public void Read_LargeDraftAlone_IsThePicture(string members, bool isToldFirst)
    {
        var picture = "iVBORw0KGgo" + new string('A', 200_001);
        var body = Splits.Utf8($$$"""{"candidates":[{"content":{"parts":[{{{Draft(picture, isToldFirst)}}}]},"finishReason":"STOP"}]}""");
        using var sut = Answer("gemini/x", "gemini-3-pro-image", members).Read("application/json", feed => feed(body));
        Assert.That((sut.Failure, sut.Sink.Images, sut.Sink.Partials), Is.EqualTo((default(ImageError), 1, 0)));
        Assert.That(sut.Text, Does.Contain(picture).And.Not.Contain("\"draft\""));
    }

    [TestCase("\"stream\":true", true)]
    [TestCase("\"stream\":true", false)]
    [TestCase("\"stream\":true,\"partial_images\":1", true)]
    [TestCase("\"stream\":true,\"partial_images\":1", false)]
    public void Read_DraftOfAPictureThatIsWithheld_IsNoPicture(string members, bool isToldFirst)
    {
        var body = Splits.Utf8($$$"""{"candidates":[{"content":{"parts":[{{{Draft("AAAA", isToldFirst)}}}]},"finishReason":"IMAGE_SAFETY"}]}""");
        using var sut = Answer("gemini/x", "gemini-3-pro-image", members).Read("application/json", feed => feed(body));
        Assert.That((sut.Failure?.Code, sut.Sink.Images, sut.Sink.Partials), Is.EqualTo(("moderation_blocked", 0, 1)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Read_LargeDraftBeforeThePicture_IsMarked(bool isToldFirst)
    {
        var large = new string('A', 200_000);
        var body = Splits.Utf8($$$"""{"candidates":[{"content":{"parts":[{{{Draft(large, isToldFirst)}}},{"inlineData":{"data":"BBBB"}}]},"finishReason":"STOP"}]}""");
        using var sut = Answer("gemini/x", "gemini-3-pro-image", "").Read("application/json", feed => feed(body));
        Assert.That(
            JsonNode.Parse(sut.Text)!["data"]!.AsArray().Select(item => ((string)item!["b64_json"]!, (bool?)item["draft"])),
            Is.EqualTo(new[] { (large, (bool?)true), ("BBBB", null) }));
        Assert.That(sut.Context.Warnings.Select(warning => warning.Code), Does.Contain("draft_image"));
    }

    private static string Draft(string picture, bool isToldFirst) => isToldFirst
        ? $$$"""{"thought":true,"inlineData":{"mimeType":"image/png","data":"{{{picture}}}"}}"""
        : $$$"""{"inlineData":{"mimeType":"image/png","data":"{{{picture}}}"},"thought":true}""";

    [TestCase("[]")]
    [TestCase("[[{}]]")]
    [TestCase("{\"candidates\":{},\"promptFeedback\":[],\"usageMetadata\":\"\\ud800\"}")]
    [TestCase("{\"candidates\":[5,[{}],{\"content\":{\"parts\":[null,{\"inlineData\":[],\"text\":5,\"thought\":{}}]},\"finishReason\":{}}]}")]
    [TestCase("{\"candidates\":[{\"content\":{\"parts\":[{\"inlineData\":{\"mimeType\":5,\"data\":\"\"}}]},\"safetyRatings\":[5,{\"blocked\":true,\"category\":\"\\ud800\"}]}]}")]
    [TestCase("{\"candidates\":[{\"content\":{\"parts\":[{\"inlineData\":{\"mimeType\":\"audio/wav\",\"data\":\"AAAA\"}}]},\"finishReason\":\"STOP\"}]}")]
    public void Read_OddButWhole_IsAnAnswerWithoutAPicture(string body)
    {
        using var sut = Answer("gemini/x", "gemini-3-pro-image", "").Read("application/json", feed => feed(Splits.Utf8(body)));
        Assert.That((sut.Failure!.Status, sut.Failure.Code), Is.EqualTo((502, "no_image")));
    }

    [TestCase("gemini-3-pro-image", "{\"candidates\":[{\"content\":{\"parts\":[{\"inlineData\":{\"data\":\"AAAA\",\"data\":\"BBBB\"}}]}}]}")]
    [TestCase("gemini-3-pro-image", "\"text\"")]
    [TestCase("gemini-3-pro-image", "<html>")]
    [TestCase("imagen-4.0-generate-001", "{\"predictions\":[{\"bytesBase64Encoded\":\"AAAA\",\"bytesBase64Encoded\":\"BBBB\"}]}")]
    [TestCase("imagen-4.0-generate-001", "5 ")]
    public void Read_Malformed_IsTheGatewaysFault(string model, string body)
    {
        using var sut = Answer("gemini/x", model, "").Read("application/json", feed => feed(Splits.Utf8(body)));
        Assert.That((sut.Failure!.Status, sut.Failure.Code), Is.EqualTo((500, "malformed_response")));
    }

    private static GoogleCodec Answer(string fixture, string model, string members) =>
        new(fixture.Split('/')[0], GoogleCodec.Ask(model, members));
}
