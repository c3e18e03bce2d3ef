using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Unit.Transforms;
using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms;
using Iris.Transforms.Codecs;
using Iris.Transforms.Dialects.OpenAI;
using Iris.Transforms.Wire.Buffers;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.OpenRouter;

/// <summary>The promise: both routes' answers, plain or streamed, become the contract's, however their bytes are divided.</summary>
internal sealed class OpenRouterAnswerTests
{
    internal const string Image = "google/gemini-3.1-flash-image";
    internal const string Chat = "google/gemini-2.5-flash-image-preview";
    private const string Json = "application/json";
    private const string Events = "text/event-stream";

    [TestCase("images.json", Image, 1)]
    [TestCase("images-several.json", Image, 2)]
    [TestCase("images-svg.json", Image, 1)]
    [TestCase("images-odd-type.json", Image, 1)]
    [TestCase("chat.json", Chat, 1)]
    [TestCase("chat-escaped.json", Chat, 1)]
    public void Read_PlainAnswer_GivesTheFileBesideItAtEverySplit(string file, string model, int n) =>
        CodecFixture.CheckAnswer("openrouter", model, $"\"n\":{n}", file, Json);

    [TestCase("images-stream.sse", Image, "data: {\"b64_json\"")]
    [TestCase("chat-stream.sse", Chat, "\"finish_reason\":\"stop\"")]
    public void Read_Stream_GivesTheFileBesideItAtEverySplit(string file, string model, string end)
    {
        var bytes = CodecFixture.Bytes($"openrouter/answers/{file}");
        // Before it something of the answer is missing; what follows only closes it.
        var whole = bytes.AsSpan().IndexOf(Splits.Utf8(end));
        var call = CodecCall.Create("openrouter", model, "\"stream\":true");
        var expected = CodecFixture.Text($"openrouter/answers/{file}.out.sse").TrimEnd('\n');
        Splits.ForEach(bytes, (division, feed) =>
        {
            var outcome = call.Read(Events, feed);
            Assert.That(outcome.Failure, Is.Null, division);
            Assert.That(outcome.Output.TrimEnd('\n'), Is.EqualTo(expected), division);
        });
        for (var cut = 0; cut < whole; cut++)
            Assert.That(call.Read(Events, feed => feed(bytes.AsSpan(0, cut))).Failure, Is.Not.Null, $"cut at {cut}");
    }

    [Test]
    public void Read_ChatStreamTornBehindItsPicture_IsTruncated()
    {
        var text = CodecFixture.Text("openrouter/answers/chat-stream.sse");
        var call = CodecCall.Create("openrouter", Chat, "\"stream\":true");
        var outcome = call.Read(Events, feed => feed(Splits.Utf8(text[..text.IndexOf("\"finish_reason\":\"stop\"", StringComparison.Ordinal)])));
        Assert.That((outcome.Failure?.Status, outcome.Failure?.Code), Is.EqualTo((502, "truncated_response")));
    }

    // Some models behind the route do not stream; and a client that did not ask for events may get them from a proxy in between.
    [TestCase("images.json", Json, Image, "\"stream\":true")]
    [TestCase("images-stream.sse", Events, Image, "\"n\":1")]
    [TestCase("chat.json", Json, Chat, "\"stream\":true")]
    [TestCase("chat-stream.sse", Events, Chat, "\"n\":1")]
    public void Read_OtherFormThanAsked_IsReadByItsContentType(string file, string contentType, string model, string members)
    {
        var outcome = CodecCall.Create("openrouter", model, members).Read(contentType, feed => feed(CodecFixture.Bytes($"openrouter/answers/{file}")));
        Assert.That(outcome.Failure, Is.Null);
        Assert.That(outcome.Output, Does.Contain("\"output_format\":\"png\"").And.Contain("\"total_tokens\"").And.Contain("\"b64_json\":\"iVBORw0KGgo"));
    }

    [TestCase("", true)]
    [TestCase("\"response_format\":\"b64_json\"", true)]
    [TestCase("\"stream\":true", true)]
    [TestCase("\"response_format\":\"url\"", false)]
    public void Read_ChatAddress_IsFetchedUnlessAnAddressWasAsked(string members, bool isFetched)
    {
        var call = CodecCall.Create("openrouter", Chat, members);
        var bytes = CodecFixture.Bytes("openrouter/answers/chat-url.json");
        Splits.ForEach(bytes, (division, feed) =>
        {
            var outcome = call.Read(Json, feed);
            Assert.That(outcome.Failure, Is.Null, division);
            Assert.That(outcome.Next?.Request.Uri.AbsoluteUri, Is.EqualTo(isFetched ? "https://cdn.test/a.png?x=1" : null), division);
            if (!isFetched)
                Assert.That((string?)JsonNode.Parse(outcome.Output)!["data"]![0]!["url"], Is.EqualTo("https://cdn.test/a.png?x=1"), division);
        });
        CodecFixture.CheckTorn(call, Json, bytes);
    }

    [Test]
    public void Read_ChatAddressFetched_GivesThePictureWithUsage()
    {
        var pixel = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mM4IScCAAKsAPsIOf9JAAAAAElFTkSuQmCC");
        var (outcome, legs) = CodecCall.Create("openrouter", Chat).Walk((Json, CodecFixture.Bytes("openrouter/answers/chat-url.json")), ("image/png", pixel));
        var answer = JsonNode.Parse(outcome.Output)!;
        Assert.Multiple(() =>
        {
            Assert.That(legs[1].Kind, Is.EqualTo(LegKind.Download));
            Assert.That((string?)answer["data"]![0]!["b64_json"], Is.EqualTo(Convert.ToBase64String(pixel)));
            Assert.That((int?)answer["usage"]!["output_tokens"], Is.EqualTo(1290));
        });
    }

    // A picture that is not small is not held until the answer has ended.
    [TestCase("""{"choices":[{"message":{"images":[{"image_url":{"url":"data:image/png;base64,""", Json)]
    [TestCase("""data: {"choices":[{"delta":{"images":[{"image_url":{"url":"data:image/png;base64,""", Events)]
    public void Read_LargeDataUrl_GoesOutWhileItArrives(string beginning, string contentType)
    {
        var picture = "iVBORw0KGgo" + new string('A', 200_000);
        var outcome = CodecCall.Create("openrouter", Chat).Read(contentType, feed => feed(Splits.Utf8(beginning + picture)));
        Assert.That(outcome.HasImage);
        Assert.That(outcome.Failure?.Code, Is.EqualTo("truncated_response"));
        Assert.That(outcome.Output, Does.EndWith(picture));
    }

    [TestCase("images-empty.json", Image, 502, "provider_response_invalid", "no_image", "without an image")]
    [TestCase("images-error.json", Image, 502, "server_error", "502", "Provider returned error (Black Forest Labs): upstream crashed")]
    [TestCase("images-error.sse", Image, 503, "server_error", "529", "Provider is overloaded")]
    [TestCase("images-text-only.sse", Image, 502, "provider_response_invalid", "no_image", "before a completed image")]
    [TestCase("chat-words.json", Chat, 502, "provider_response_invalid", "no_image", "STOP; the model said: What do you mean by [prompt]? I cannot draw that.")]
    [TestCase("chat-silent.json", Chat, 502, "provider_response_invalid", "no_image", "without an image.")]
    [TestCase("chat-filtered.json", Chat, 400, "image_generation_user_error", "moderation_blocked", "content_filter")]
    [TestCase("chat-filtered-natively.json", Chat, 400, "image_generation_user_error", "moderation_blocked", "IMAGE_SAFETY")]
    [TestCase("chat-refusal.json", Chat, 400, "image_generation_user_error", "moderation_blocked", "The model refused: I can't help with [prompt].")]
    [TestCase("chat-error.json", Chat, 429, "rate_limit_error", "429", "free-models-per-min")]
    [TestCase("chat-choice-error.json", Chat, 502, "server_error", "502", "Upstream error from Google")]
    [TestCase("chat-error.sse", Chat, 504, "server_error", "524", "Provider timed out")]
    [TestCase("chat-words.sse", Chat, 502, "provider_response_invalid", "no_image", "STOP; the model said: I cannot draw.")]
    [TestCase("chat-refusal.sse", Chat, 400, "image_generation_user_error", "moderation_blocked", "The model refused: I can't help.")]
    [TestCase("chat-document.json", Chat, 500, "provider_response_invalid", "malformed_response", "failed to unmarshal")]
    public void Read_SuccessWithoutPicture_IsAFailureAtEverySplit(string file, string model, int status, string type, string code, string message)
    {
        var bytes = CodecFixture.Bytes($"openrouter/failures/{file}");
        var contentType = file.EndsWith(".sse", StringComparison.Ordinal) ? Events : Json;
        foreach (var members in new[] { "", "\"stream\":true" })
        {
            var call = CodecCall.Create("openrouter", model, members);
            Splits.ForEach(bytes, (division, feed) =>
            {
                var outcome = call.Read(contentType, feed);
                Assert.That(outcome.HasImage, Is.False, division);
                Assert.That((outcome.Failure?.Status, outcome.Failure?.Type, outcome.Failure?.Code), Is.EqualTo((status, type, code)), division);
                Assert.That(outcome.Failure!.Message, Does.Contain(message).And.Not.Contain("red fox").IgnoreCase, division);
            });
        }
    }

    [TestCase(Image)]
    [TestCase(Chat)]
    public void Read_CommentInAStream_IsProgress(string model)
    {
        var call = CodecCall.Create("openrouter", model, "\"stream\":true");
        using var output = new PooledBuffer();
        var sink = OpenAIDialect.OpenAI.CreateSink(call.Context, output);
        var reader = ProviderCatalog.All["openrouter"].CreateReader(call.Call, Events, sink);
        Assert.That(sink.TakeProgress(), Is.Null);
        reader.Feed(": OPENROUTER PROCESSING\n\n"u8);
        Assert.That(sink.TakeProgress(), Is.Not.Null);
        Assert.That(output.Count, Is.Zero);
    }

    [Test]
    public void Read_ManyWordsInsteadOfAPicture_AreCut()
    {
        var body = "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"" + new string('x', 100_000) + "\"}}]}";
        var outcome = CodecCall.Create("openrouter", Chat).Read(Json, feed => feed(Splits.Utf8(body)));
        Assert.That(outcome.Failure!.Message, Has.Length.LessThan(700).And.EndsWith("x…"));
    }

    [TestCase("""{"choices":[{"message":{"images":[{"image_url":{"url":"data:image/png;base64,AAAA"}}]}}]""")]
    [TestCase("""{"choices":[}""")]
    [TestCase("not json")]
    public void Read_BrokenChatAnswer_IsAFailure(string body)
    {
        var outcome = CodecCall.Create("openrouter", Chat).Read(Json, feed => feed(Splits.Utf8(body)));
        Assert.That(outcome.Failure?.Code, Is.AnyOf("malformed_response", "truncated_response"));
        Assert.That(outcome.HasImage, Is.False);
    }
}
