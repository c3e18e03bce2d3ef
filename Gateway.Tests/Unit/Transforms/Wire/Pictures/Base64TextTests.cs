using System.Text;
using System.Text.Json;
using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Wire.Pictures;

/// <summary>
/// Promise: base64 that is none is no picture, with every codec and however the network divides it; what only looks odd goes out as plain base64.
/// </summary>
public sealed class Base64TextTests
{
    private const string Body = """{"created":1,"data":[{"b64_json":"VALUE"}]}""";
    private const string Event = "event: image_generation.completed\ndata: {\"type\":\"image_generation.completed\",\"b64_json\":\"VALUE\"}\n\n";
    private const string Google = """{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"VALUE"}}]},"finishReason":"STOP"}]}""";

    private static readonly (string Provider, string Model, string Members, string Type, string Body)[] Codecs =
    [
        ("openai", "gpt-image-2", "", "application/json", Body),
        ("openai", "gpt-image-2", "\"stream\":true", "application/json", Body),
        ("openai", "gpt-image-2", "\"stream\":true", "text/event-stream", Event),
        ("openai", "gpt-image-2", "", "text/event-stream", Event),
        ("sgl", "flux", "", "application/json", Body),
        ("huggingface", "fal-ai/fal-ai/flux/schnell", "", "application/json", """{"images":[{"b64_json":"VALUE"}]}"""),
        ("huggingface", "fal-ai/fal-ai/flux/schnell", "", "application/json", """{"images":[{"url":"data:image/png;base64,VALUE"}]}"""),
        ("gemini", "gemini-3-pro-image", "", "application/json", Google),
        ("gemini", "gemini-3-pro-image", "\"stream\":true", "text/event-stream", $"data: {Google}\n\n"),
        ("gemini", "imagen-4.0-generate-001", "", "application/json", """{"predictions":[{"bytesBase64Encoded":"VALUE","mimeType":"image/png"}]}"""),
        ("ollama", "x/z-image-turbo", "\"stream\":true", "application/x-ndjson", "{\"image\":\"VALUE\",\"done\":true}\n"),
        ("bedrock", "stability.sd3-5-large-v1:0", "", "application/json", """{"images":["VALUE"],"finish_reasons":[null],"seeds":[1]}"""),
    ];

    // 250 to 255: their base64 holds every kind of character.
    private static readonly byte[] Picture = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0xFB, 0xEF, 0xBE, 0xFF, 0xFF, 0xFE, 0xFA];

    private static string Plain => Convert.ToBase64String(Picture);

    private static string Urls => Plain.Replace('+', '-').Replace('/', '_');

    private static IEnumerable<TestCaseData> Odd()
    {
        foreach (var codec in Codecs)
        {
            yield return Case(codec, Plain, "plain");
            yield return Case(codec, Plain.Replace("/", "\\/", StringComparison.Ordinal), "escaped slashes");
            yield return Case(codec, Plain.Replace("+", "\\u002B", StringComparison.Ordinal).Replace("=", "\\u003d", StringComparison.Ordinal), "escaped signs");
            yield return Case(codec, Urls, "the URL alphabet");
            yield return Case(codec, Urls.TrimEnd('='), "the URL alphabet without padding");
            yield return Case(codec, $"{Plain[..5]}\\r\\n{Plain[5..9]}\\n{Plain[9..]}\\n", "lines");
        }

        static TestCaseData Case((string Provider, string Model, string Members, string Type, string Body) codec, string value, string name) =>
            new TestCaseData(codec.Provider, codec.Model, codec.Members, codec.Type, codec.Body, value)
                .SetArgDisplayNames(codec.Provider, codec.Type, codec.Members, name);
    }

    private static IEnumerable<TestCaseData> Bad()
    {
        foreach (var (provider, model, members, type, body) in Codecs)
        {
            foreach (var (value, name) in ((string, string)[])
            [
                (Plain[..8] + "!" + Plain[8..], "a sign inside"),
                (Plain[..8] + " " + Plain[8..], "a space"),
                (Plain[..8] + "\\u0000" + Plain[8..], "a control character"),
                (Plain[..8] + "\u00e9" + Plain[8..], "a letter beyond ASCII"),
                (Plain[..8] + "==" + Plain[8..], "padding inside"),
                (Plain + "AAAA", "more behind the padding"),
                (Plain + "=", "too much padding"),
                (Plain.TrimEnd('='), "no padding"),
                (Plain[..9], "cut at one"),
                (Plain[..10], "cut at two"),
                (Plain[..11], "cut at three"),
                (Urls[..21], "the URL alphabet, cut"),
                ("<html>not found</html>", "a page"),
            ])
            {
                yield return new TestCaseData(provider, model, members, type, body, value).SetArgDisplayNames(provider, type, members, name);
            }
        }
    }

    [TestCaseSource(nameof(Odd))]
    public void Read_Base64InAnyDress_GoesOutPlain(string provider, string model, string members, string type, string body, string value)
    {
        var call = CodecCall.Create(provider, model, members);
        Splits.ForEach(Splits.Utf8(body.Replace("VALUE", value, StringComparison.Ordinal)), (division, feed) =>
        {
            var outcome = call.Read(type, feed);
            Assert.That(outcome.Failure, Is.Null, division);
            Assert.That(outcome.Output, Does.Contain($"\"{Plain}\""), division);
        });
    }

    [TestCaseSource(nameof(Bad))]
    public void Read_Base64ThatIsNone_IsAFailure(string provider, string model, string members, string type, string body, string value)
    {
        var call = CodecCall.Create(provider, model, members);
        Splits.ForEach(Splits.Utf8(body.Replace("VALUE", value, StringComparison.Ordinal)), (division, feed) =>
        {
            var failure = call.Read(type, feed).Failure;
            Assert.That((failure?.Status, failure?.Code), Is.EqualTo((502, "not_a_picture")), division);
            Assert.That(JsonSerializer.Serialize(failure!.Message + failure.Cause), Does.Not.Contain(value[..6]), "no byte of it is repeated");
        });
    }

    [Test]
    public void Read_AnyByteOfALargePicture_IsLookedAt([Values(0, 1, 63, 64, 4095, 65_535, 99_999)] int at)
    {
        var picture = new string('A', 100_000).ToCharArray();
        picture[at] = '\u007f';
        var call = CodecCall.Create("openai", "gpt-image-2");
        var body = Encoding.ASCII.GetBytes(Body.Replace("VALUE", new string(picture), StringComparison.Ordinal));
        Assert.That(call.Read("application/json", feed => feed(body)).Failure?.Code, Is.EqualTo("not_a_picture"));
    }
}
