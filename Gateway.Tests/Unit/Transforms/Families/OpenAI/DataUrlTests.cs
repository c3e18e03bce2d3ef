using Iris.Gateway.Tests.Unit.Transforms.Answers;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Families.OpenAI;

/// <summary>Promise: <c>b64_json</c> is base64 and nothing else, also where a server puts a data URL there, however the network divides it.</summary>
public sealed class DataUrlTests
{
    private const string Completed = "event: image_generation.completed\ndata: {\"type\":\"image_generation.completed\",\"b64_json\":\"VALUE\"}\n\n";

    private static readonly string A = Pictures.Png(1024, 1024, 30);

    private static IEnumerable<TestCaseData> Values =>
        from wire in (WireForm[])[WireForm.JsonToJson, WireForm.JsonToSse, WireForm.SseToSse, WireForm.SseToJson]
        from value in (string[])["data:image/png;base64,", @"data:image\/png;base64,", "DATA:image/svg+xml;charset=utf-8;base64,", "data:;base64,", ""]
        select new TestCaseData(wire, value);

    [TestCaseSource(nameof(Values))]
    public void Read_DataUrl_IsStrippedAtEverySplit(WireForm wire, string prefix)
    {
        using var plain = new Answer(wire).Read(Body(wire, A));
        Assert.That(plain.Reader.Failure, Is.Null);
        Splits.ForEach(Splits.Utf8(Body(wire, prefix + A)), (division, feed) =>
        {
            using var sut = new Answer(wire);
            feed(sut.Reader.Feed);
            Assert.That(sut.End().Outcome(), Is.EqualTo(plain.Outcome()), division);
        });
    }

    // Base64 may begin with the same letters, and end before it is known.
    [TestCase("dataAAAA")]
    [TestCase("data")]
    [TestCase("dA==")]
    [TestCase("Dat+AAAA")]
    [TestCase("databAAA")]
    public void Read_Base64ThatBeginsAlike_IsPassedOnWhole(string base64)
    {
        Splits.ForEach(Splits.Utf8(Body(WireForm.JsonToJson, base64)), (division, feed) =>
        {
            using var sut = new Answer(WireForm.JsonToJson);
            feed(sut.Reader.Feed);
            Assert.That(sut.End().Reader.Failure, Is.Null, division);
            Assert.That(sut.Json().GetProperty("data")[0].GetProperty("b64_json").GetString(), Is.EqualTo(base64), division);
        });
    }

    [Test]
    public void Read_SecondPicture_IsJudgedByItsOwnBeginning()
    {
        using var sut = new Answer(WireForm.JsonToJson, "\"n\":3").Read(
            $$"""{"data":[{"b64_json":"data:image/png;base64,{{A}}"},{"b64_json":"dataAAAA"},{"b64_json":"data:image/png;base64,{{A}}"}]}""");
        Assert.That(sut.Reader.Failure, Is.Null);
        Assert.That(
            sut.Json().GetProperty("data").EnumerateArray().Select(item => item.GetProperty("b64_json").GetString()), Is.EqualTo(new[] { A, "dataAAAA", A }));
    }

    [TestCase("data:text/html;base64,PGI+", "malformed_response")]
    [TestCase("data:image/svg+xml,<svg>", "malformed_response")]
    [TestCase("data:image/png;base64", "malformed_response")]
    [TestCase("data:image/png;base64,", "no_image")]
    public void Read_DataUrlWithoutAPicture_IsAFailureAtEverySplit(string value, string code)
    {
        Splits.ForEach(Splits.Utf8(Body(WireForm.JsonToJson, value)), (division, feed) =>
        {
            using var sut = new Answer(WireForm.JsonToJson);
            feed(sut.Reader.Feed);
            Assert.That(sut.End().Reader.Failure?.Code, Is.EqualTo(code), division);
            Assert.That(sut.Sink.HasImage, Is.False, division);
        });
    }

    [Test]
    public void Feed_EndlessBeginningOfADataUrl_IsRefused()
    {
        using var sut = new Answer(WireForm.JsonToJson);
        sut.Reader.Feed(Splits.Utf8("""{"data":[{"b64_json":"data:image/""" + new string('x', 1024)));
        Assert.That(sut.Reader.Failure?.Code, Is.EqualTo("malformed_response"));
    }

    private static string Body(WireForm wire, string value) => wire.Events
        ? Completed.Replace("VALUE", value, StringComparison.Ordinal)
        : $$"""{"data":[{"b64_json":"{{value}}"}]}""";
}
