using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Delivery;

/// <summary>A client gets OpenAI's usage, which its library can read, or none, whatever form the provider's counts have.</summary>
public sealed class UsageTests : AnswerFixture
{
    private const string Fractions = "\"usage\":{\"prompt_tokens\":57,\"completion_tokens\":14417.92,\"total_tokens\":14474.92}";

    private static readonly (string Told, string? Wanted)[] Rows =
    [
        (Fractions, """{"input_tokens":57,"output_tokens":14418,"total_tokens":14475,"input_tokens_details":{"text_tokens":57,"image_tokens":0}}"""),
        ("""
            "usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}
            """, """{"input_tokens":0,"output_tokens":0,"total_tokens":0,"input_tokens_details":{"text_tokens":0,"image_tokens":0}}"""),
        ("""
            "usage":{"input_tokens":5,"output_tokens":null,"total_tokens":5,"input_tokens_details":null}
            """, """{"input_tokens":5,"output_tokens":0,"total_tokens":5,"input_tokens_details":{"text_tokens":5,"image_tokens":0}}"""),
        ("""
            "usage":{"input_tokens":"5","output_tokens":7,"total_tokens":12}
            """, """{"input_tokens":5,"output_tokens":7,"total_tokens":12,"input_tokens_details":{"text_tokens":5,"image_tokens":0}}"""),
        ("""
            "usage":{"prompt_tokens":0,"completion_tokens":4175,"total_tokens":4175,"cost":0.04}
            """, """{"input_tokens":0,"output_tokens":4175,"total_tokens":4175,"input_tokens_details":{"text_tokens":0,"image_tokens":0},"cost":0.04}"""),
        ("""
            "usage":{"input_tokens":"5","output_tokens":null}
            """, null),
        ("\"usage\":null", null),
        ("\"usage\":\"many\"", null),
        ("\"usage\":[5]", null),
        ("\"usage\":{}", null),
    ];

    private static IEnumerable<TestCaseData> Plain() =>
        from model in Models from row in Rows select new TestCaseData(model, row.Told.Trim(), row.Wanted);

    private static IEnumerable<TestCaseData> Streamed() =>
        from model in StreamingModels from row in Rows select new TestCaseData(model, row.Told.Trim(), row.Wanted);

    [TestCaseSource(nameof(Plain))]
    public async Task Generate_UsageOfAnyForm_BecomesOpenAIs(string model, string told, string? wanted)
    {
        Serve(Json(told));
        var answer = await PlainAsync(model, "\"response_format\":\"b64_json\"");
        Assert.That(answer["usage"]?.ToJsonString(), Is.EqualTo(wanted));
    }

    [TestCaseSource(nameof(Streamed))]
    public async Task Generate_UsageInAnEvent_BecomesOpenAIs(string model, string told, string? wanted)
    {
        Serve(Events(told), "text/event-stream");
        var picture = (await EventsAsync(model)).Single();
        Assert.That(picture["usage"]?.ToJsonString(), Is.EqualTo(wanted));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Generate_SeveralCalls_SumsWholeNumbers(bool stream)
    {
        Serve(Json(Fractions));
        const string Model = "nebius/house/flux";
        var answer = stream ? (await EventsAsync(Model, "\"n\":2"))[^1] : await PlainAsync(Model, "\"n\":2,\"response_format\":\"b64_json\"");
        Assert.That(answer["usage"]!.ToJsonString(), Is.EqualTo(
            """{"input_tokens":114,"output_tokens":28836,"total_tokens":28950,"input_tokens_details":{"text_tokens":114,"image_tokens":0}}"""));
    }

    [Test]
    public async Task Generate_ChatWithFractions_RoundsDetails()
    {
        Serve(
            $$$$"""
            {"choices":[{"message":{"images":[{"image_url":{"url":"data:image/png;base64,{{{{RawAnswer.Pixel}}}}"}}]},"finish_reason":"stop"}],
            "usage":{"prompt_tokens":57,"completion_tokens":14417.92,"total_tokens":14474.92,"completion_tokens_details":{"image_tokens":14417.92,"reasoning_tokens":null}}}
            """);
        var answer = await PlainAsync("openrouter/google/gemini-2.5-flash-image-preview");
        Assert.That(answer["usage"]!["output_tokens_details"]!.ToJsonString(), Is.EqualTo("""{"image_tokens":14418,"text_tokens":0}"""));
    }
}
