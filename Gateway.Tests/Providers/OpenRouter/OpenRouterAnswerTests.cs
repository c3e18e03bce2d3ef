using Iris.Gateway.Tests.Unit.Transforms;
using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms;
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

    // The places where other servers of this API put a picture.
    [TestCase("""{"message":{"content":"![image](data:image/png;base64,PIC)"}}""")]
    [TestCase("""{"message":{"content":"d da data: data:image dots data:image/png;base64,PIC\nHere it is."}}""")]
    [TestCase("""{"message":{"content":"data:image\/png;base64,PIC","images":[]}}""")]
    [TestCase("""{"message":{"content":[{"type":"text","text":"Here:"},{"type":"image_url","image_url":{"url":"data:image/png;base64,PIC"}}]}}""")]
    [TestCase("""{"message":{"content":[{"type":"image_url","image_url":"data:image/png;base64,PIC"}]}}""")]
    [TestCase("""{"message":{"content":[{"type":"image","b64_json":"PIC"},"text"]}}""")]
    [TestCase("""{"message":{"content":[{"type":"text","text":"![x](data:image/jpg;name=a;base64,PIC)"}]}}""")]
    [TestCase("""{"message":{"content":"","images":["data:image/png;base64,PIC"]}}""")]
    [TestCase("""{"message":{"content":null,"images":[{"type":"image","b64_json":"PIC"}]}}""")]
    public void Read_PictureElsewhereInAMessage_IsThePicture(string choice)
    {
        const string Picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
        var body = Splits.Utf8($$$"""{"choices":[{{{choice.Replace("PIC", Picture, StringComparison.Ordinal)}}}]}""");
        var call = CodecCall.Create("openrouter", Chat);
        Splits.ForEach(body, (division, feed) =>
        {
            var outcome = call.Read(Json, feed);
            Assert.That(outcome.Failure, Is.Null, division);
            Assert.That(outcome.Output, Does.StartWith($$$"""{"data":[{"b64_json":"{{{Picture}}}","index":0}]"""), division);
        });
    }

    [Test]
    public void Read_PictureInTheTextOfSeveralChunks_IsThePicture()
    {
        const string Picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
        string[] texts = ["Here: ![x](da", "ta:image/p", "ng;base64,", Picture[..20], Picture[20..], ") Enjoy."];
        var body = Splits.Utf8(string.Concat(texts.Select(text => $$$"""data: {"choices":[{"delta":{"content":"{{{text}}}"}}]}""" + "\n\n")) + "data: [DONE]\n\n");
        var call = CodecCall.Create("openrouter", Chat, "\"stream\":true");
        Splits.ForEach(body, (division, feed) =>
        {
            var outcome = call.Read(Events, feed);
            Assert.That(outcome.Failure, Is.Null, division);
            Assert.That(outcome.Output, Does.Contain($"\"b64_json\":\"{Picture}\"").And.Contain("image_generation.completed"), division);
        });
    }

    [TestCase("no data:image/png here")]
    [TestCase("data:text/plain;base64,AAAA")]
    [TestCase("data:image/svg+xml,<svg/>")]
    [TestCase("data:imag")]
    public void Read_TextWithoutAPicture_IsTold(string text)
    {
        var outcome = CodecCall.Create("openrouter", Chat).Read(Json, feed => feed(Splits.Utf8($$$"""{"choices":[{"message":{"content":"{{{text}}}"}}]}""")));
        Assert.That(outcome.Failure?.Code, Is.EqualTo("no_image"));
        Assert.That(outcome.Failure?.Message, Does.Contain("the model said: "));
    }

    // A picture that is not small is not held until the answer has ended.
    [TestCase("""{"choices":[{"message":{"images":[{"image_url":{"url":"data:image/png;base64,""", Json)]
    [TestCase("""data: {"choices":[{"delta":{"images":[{"image_url":{"url":"data:image/png;base64,""", Events)]
    [TestCase("""{"choices":[{"message":{"content":"![image](data:image/png;base64,""", Json)]
    [TestCase("""{"choices":[{"message":{"content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,""", Json)]
    public void Read_LargeDataUrl_GoesOutWhileItArrives(string beginning, string contentType)
    {
        var picture = "iVBORw0KGgo" + new string('A', 200_000);
        var outcome = CodecCall.Create("openrouter", Chat).Read(contentType, feed => feed(Splits.Utf8(beginning + picture)));
        Assert.That(outcome.HasImage);
        Assert.That(outcome.Failure?.Code, Is.EqualTo("truncated_response"));
        Assert.That(outcome.Output, Does.EndWith(picture));
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
