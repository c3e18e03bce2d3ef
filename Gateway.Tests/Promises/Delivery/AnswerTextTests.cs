using System.Text;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Delivery;

/// <summary>A strict client can read every answer: its text is Unicode, and no member stands twice.</summary>
public sealed class AnswerTextTests : AnswerFixture
{
    // Latin-1, so that a character is a byte of the provider's answer.
    private const string Note = "\"note\":\"\xff\",\"deep\":{\"n\xe9me\":[\"\xc3\"]},\"half\":\"\\ud83d\"";

    [Test]
    public async Task Generate_NoUtf8_IsReplacedAndTold([ValueSource(typeof(AnswerFixture), nameof(Models))] string model)
    {
        var body = $$"""{"created":1,{{Note}},"size":"\xff","output_format":"\xfe","data":[{"b64_json":"{{RawAnswer.Pixel}}","revised_prompt":"a \xfe kite \udc00"}]}""";
        Serve(Encoding.Latin1.GetBytes(Raw(body)));
        var answer = await PlainAsync(model, "\"response_format\":\"b64_json\"");
        Assert.That((string?)answer["data"]![0]!["b64_json"], Is.EqualTo(RawAnswer.Pixel));
        Assert.That((string?)answer["data"]![0]!["revised_prompt"], Is.EqualTo("a \ufffd kite \ufffd"));
        Assert.That(Warnings(answer), Is.EqualTo(new[] { "invalid_text" }));
    }

    [Test]
    public async Task Generate_NoUtf8InAnEvent_IsReplacedAndTold([ValueSource(typeof(AnswerFixture), nameof(StreamingModels))] string model)
    {
        Serve(Encoding.Latin1.GetBytes(Raw(Events(Note))), "text/event-stream");
        var picture = (await EventsAsync(model)).Single();
        Assert.That(picture["note"]!.ToString() + picture["half"], Is.EqualTo("\ufffd\ufffd"));
        Assert.That(Warnings(picture), Is.EqualTo(new[] { "invalid_text" }));
    }

    [TestCase("\"revised_prompt\":\"first\",\"revised_prompt\":\"second\"")]
    [TestCase("\"revised_prompt\":\"first\",\"revised\\u005fprompt\":\"second\"")]
    [TestCase("\"revised_prompt\":\"first\",\"b64_json\":\"AAAA\",\"url\":null,\"revised_prompt\":7")]
    public async Task Generate_MemberTwiceInAPicture_GoesOutOnce(string members)
    {
        var item = $$"""{"b64_json":"{{RawAnswer.Pixel}}",{{members}},"more":1,"more":2}""";
        Serve($$"""{"created":1,"data":[{{item}}]}""");
        var plain = (await PlainAsync("openai/sd"))["data"]![0]!;
        var picture = (await EventsAsync("openai/sd")).Single();
        foreach (var got in (System.Text.Json.Nodes.JsonNode[])[plain, picture])
            Assert.That(((string?)got["b64_json"], (string?)got["revised_prompt"], (int?)got["more"]), Is.EqualTo((RawAnswer.Pixel, "first", 1)));
    }

    // "\xff" is what stands in the source; the provider sends the byte.
    private static string Raw(string body) => body.Replace("\\xff", "\xff", StringComparison.Ordinal).Replace("\\xfe", "\xfe", StringComparison.Ordinal);
}
