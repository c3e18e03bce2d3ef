using System.Text.Json;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Delivery;

/// <summary>The time of creation is whole seconds: the provider's where it can be read, else the gateway's clock.</summary>
public sealed class CreatedTests : AnswerFixture
{
    private static readonly (string Told, long? Wanted)[] Rows =
    [
        ("1760092079", 1760092079), ("\"1760092079\"", 1760092079), ("1760092079.25", 1760092079), ("1.760092079e9", 1760092079),
        ("1760092079123", 1760092079), ("\"2025-10-10T10:27:59Z\"", 1760092079), ("\"soon\"", null), ("\"\"", null), ("null", null),
        ("-5", null), ("true", null), ("{}", null), ("1e300", null),
    ];

    private static IEnumerable<TestCaseData> Plain() =>
        from model in Models from row in Rows select new TestCaseData(model, row.Told, row.Wanted);

    private static IEnumerable<TestCaseData> Streamed() =>
        from name in (string[])["created", "created_at"] from row in Rows select new TestCaseData(name, row.Told, row.Wanted);

    [TestCaseSource(nameof(Plain))]
    public async Task Generate_CreatedOfAnyForm_IsWholeSeconds(string model, string told, long? wanted)
    {
        Serve(Json($"\"created\":{told}"));
        var created = (await PlainAsync(model, "\"response_format\":\"b64_json\""))["created"]!.GetValue<JsonElement>();
        Assert.That(created.TryGetInt64(out var seconds), Is.True);
        Assert.That(seconds, wanted is null ? Is.GreaterThan(1_760_092_079) : Is.EqualTo(wanted));
    }

    [TestCaseSource(nameof(Streamed))]
    public async Task Generate_CreatedInAnEvent_IsWholeSeconds(string name, string told, long? wanted)
    {
        Serve(Events($"\"{name}\":{told}"), "text/event-stream");
        var created = (await EventsAsync("openai/sd")).Single()["created_at"]!.GetValue<JsonElement>();
        Assert.That(created.TryGetInt64(out var seconds), Is.True);
        Assert.That(seconds, wanted is null ? Is.GreaterThan(1_760_092_079) : Is.EqualTo(wanted));
    }
}
