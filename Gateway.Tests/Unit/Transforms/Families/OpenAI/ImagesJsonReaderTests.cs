using Iris.Gateway.Tests.Unit.Transforms.Answers;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Families.OpenAI;

/// <summary>
/// Promise: a plain answer comes through as it is, with <c>index</c>, <c>created</c> and <c>extra_fields</c> added and nothing else changed.
/// </summary>
public sealed class ImagesJsonReaderTests
{
    private const string Extra = "\"extra_fields\":{\"request_type\":\"image_generation\"," + Answer.WhoServed + ",\"latency\":0,\"chunk_index\":0}}";

    private static readonly string A = Pictures.Png(1024, 1024, 30);

    [Test]
    public void Read_MembersAroundData_KeepTheirTextAndOrder()
    {
        using var sut = new Answer(WireForm.JsonToJson).Read(
            """{ "created" : 1e3, "w\u00e9ird":"\/\u002B é", "data" : [ { "revised_prompt":"a \"b\"" , "b64_json" : "PIC" , "more":{ "x" : [1.50, null] } } ] , "size":"9x9", "output_format":"png", "n":null }"""
                .Replace("PIC", A, StringComparison.Ordinal));
        Assert.That(sut.Text, Is.EqualTo(Splits.Latin(Splits.Utf8(
            $$"""{"created":1000,"wéird":"\/\u002B é","data":[{"revised_prompt":"a \"b\"","b64_json":"{{A}}","more":{"x":[1.50,null]},"index":0}],"size":"9x9","output_format":"png","n":null,""" + Extra))));
    }

    [TestCase("")]
    [TestCase("\"created\":null,\"size\":null,\"output_format\":null,\"usage\":null,")]
    public void Read_NothingSaid_IsReadOffThePictureAndTheClock(string members)
    {
        using var sut = new Answer(WireForm.JsonToJson).Read($$"""{{{members}}"data":[{"b64_json":"{{A}}"}]}""");
        Assert.That(sut.Text, Is.EqualTo($$"""{"data":[{"b64_json":"{{A}}","index":0}],"created":1768500000,"output_format":"png","size":"1024x1024",""" + Extra));
    }

    [Test]
    public void Read_SeveralPictures_AreNumberedFromZeroWhateverTheProviderSays()
    {
        using var sut = new Answer(WireForm.JsonToJson, "\"n\":3").Read(
            $$"""{"data":[{"index":5,"b64_json":"{{A}}"},{"url":"https:\/\/x","index":5},{"b64_json":"{{A}}"}],"created":1}""");
        var data = sut.Json().GetProperty("data");
        Assert.That(data.EnumerateArray().Select(item => item.GetProperty("index").GetInt32()), Is.EqualTo(new[] { 0, 1, 2 }));
        Assert.That(sut.Text, Does.Contain("""{"url":"https:\/\/x","index":1}"""));
        Assert.That((sut.Sink.Images, sut.Sink.Base64Length, sut.Context.Warnings.Count), Is.EqualTo((3, 2L * A.Length, 0)));
    }

    [TestCase(30)]
    [TestCase(31)]
    [TestCase(32)]
    public void Read_Picture_ItsBytesAreCountedWithoutPadding(int length)
    {
        var picture = Pictures.Png(1024, 1024, length);
        using var sut = new Answer(WireForm.JsonToJson, "\"n\":2").Read($$"""{"data":[{"b64_json":"{{picture}}"},{"b64_json":"{{picture}}"}],"created":1}""");
        Assert.That(sut.Sink.PictureBytes, Is.EqualTo(2L * Convert.FromBase64String(picture).Length));
    }

    [Test]
    public void Read_Usage_IsPassedOnAndCounted()
    {
        using var sut = new Answer(WireForm.JsonToJson).Read($$$"""{"data":[{"b64_json":"{{{A}}}"}],"usage":{"input_tokens":14,"output_tokens":4160,"\ud83d":1}}""");
        Assert.That((sut.Sink.Usage!.InputTokens, sut.Sink.Usage.OutputTokens), Is.EqualTo((14, 4160)));
        Assert.That(sut.Json().GetProperty("usage").GetRawText(), Is.EqualTo(
            """{"input_tokens":14,"output_tokens":4160,"total_tokens":4174,"input_tokens_details":{"text_tokens":14,"image_tokens":0},"\ufffd":1}""".Replace("\\ufffd", "\ufffd", StringComparison.Ordinal)));
    }

    [TestCase("""{"b64_json":"A1","b64_json":"A2"}""", """{"b64_json":"A1","index":0}""")]
    [TestCase("""{"b64_json":"A1","x":1,"b64\u005fjson":"A2","x":2}""", """{"b64_json":"A1","x":1,"index":0}""")]
    [TestCase("""{"b64_json":null,"b64_json":"A1"}""", """{"b64_json":"A1","index":0}""")]
    [TestCase("""{"url":"https://a","url":"https://b"}""", """{"url":"https://a","index":0}""")]
    public void Read_MemberTwice_TheFirstCounts(string item, string wanted)
    {
        (item, wanted) = (item.Replace("A1", A, StringComparison.Ordinal), wanted.Replace("A1", A, StringComparison.Ordinal));
        using var sut = new Answer(WireForm.JsonToJson).Read($$"""{"data":[{{item}}]}""");
        Assert.That(sut.Json().GetProperty("data")[0].GetRawText(), Is.EqualTo(wanted));
    }

    [TestCase("{}")]
    [TestCase("""{"data":[]}""")]
    [TestCase("""{"data":null}""")]
    [TestCase("""{"data":"b64_json"}""")]
    [TestCase("""{"data":{"b64_json":"AAAA"}}""")]
    [TestCase("""{"data":[{}]}""")]
    [TestCase("""{"data":[{"b64_json":""}]}""")]
    [TestCase("""{"data":[{"b64_json":null,"url":null}]}""")]
    [TestCase("""{"data":[{"b64_json":5,"url":[]}]}""")]
    [TestCase("""{"data":[{"b64_json":{"b64_json":"AAAA"}}]}""")]
    [TestCase("""{"error":null,"b64_json":"AAAA"}""")]
    public void Read_NoPicture_IsAFailure(string body)
    {
        using var sut = new Answer(WireForm.JsonToJson).Read(body);
        Assert.That((sut.Reader.Failure!.Status, sut.Reader.Failure.Type, sut.Reader.Failure.Code), Is.EqualTo((502, "provider_response_invalid", "no_image")));
        Assert.That(sut.Sink.HasImage, Is.False);
    }

    [TestCase("")]
    [TestCase("{")]
    [TestCase("""{"data":[""")]
    public void Read_CutShort_IsTheProvidersFault(string body)
    {
        using var sut = new Answer(WireForm.JsonToJson).Read(body);
        Assert.That((sut.Reader.Failure!.Status, sut.Reader.Failure.Code, sut.Reader.Failure.IsGatewayFault), Is.EqualTo((502, "truncated_response", false)));
    }

    [TestCase("[]")]
    [TestCase("\"x\"")]
    [TestCase("null")]
    [TestCase("<html>")]
    [TestCase("""{"data":[null]}""")]
    [TestCase("""{"data":["AAAA"]}""")]
    [TestCase("""{"data":[[{"b64_json":"AAAA"}]]}""")]
    [TestCase("""{"data":[{"b64_json":"AAAA"}]}x""")]
    public void Read_NotThisFormat_IsADecodingFailure(string body)
    {
        using var sut = new Answer(WireForm.JsonToJson).Read(body + " ");
        Assert.That((sut.Reader.Failure!.Status, sut.Reader.Failure.Code, sut.Reader.Failure.IsGatewayFault), Is.EqualTo((500, "malformed_response", true)));
        Assert.That(sut.Reader.Failure.Message, Is.EqualTo("failed to unmarshal response from provider API"));
    }

    [TestCase("""{"error":{"message":"no","code":"moderation_blocked","type":"image_generation_user_error"}}""", 400, "moderation_blocked", "no")]
    [TestCase("""{"error":{"message":"bad","type":"image_generation_user_error"}}""", 400, null, "bad")]
    [TestCase("""{"created":1,"error":{"message":"late","code":503},"data":[]}""", 503, "503", "late")]
    [TestCase("""{"error":"plain"}""", 502, null, "plain")]
    [TestCase("""{"error":7}""", 502, null, "provider API error")]
    public void Read_ErrorInside200_IsAFailure(string body, int status, string? code, string message)
    {
        using var sut = new Answer(WireForm.JsonToJson).Read(body);
        Assert.That((sut.Reader.Failure!.Status, sut.Reader.Failure.Code, sut.Reader.Failure.Message), Is.EqualTo((status, code, message)));
    }

    [Test]
    public void Feed_AfterAnError_NothingReachesTheSink()
    {
        using var sut = new Answer(WireForm.JsonToJson).Read($$$"""{"error":{"message":"x"},"data":[{"b64_json":"{{{A}}}"}]}""");
        sut.Reader.Feed("{\"data\""u8);
        Assert.That((sut.Reader.Failure!.Message, sut.Sink.HasImage, sut.Output.Count), Is.EqualTo(("x", false, 0)));
    }

    [Test]
    public void Read_MembersTooLarge_AreLeftOutAndNamed()
    {
        var large = new string('x', 256 * 1024);
        using var sut = new Answer(WireForm.JsonToJson).Read($$"""{"blob":"{{large}}","data":[{"note":"{{large}}","b64_json":"{{A}}"}],"created":1}""");
        Assert.That(sut.Reader.Failure, Is.Null);
        Assert.That(sut.Json().TryGetProperty("blob", out _), Is.False);
        Assert.That(sut.Context.Warnings.Select(warning => (warning.Code, warning.Message)), Is.EqualTo(new[]
        {
            ("member_too_large", "The answer's member 'blob' was left out: it is too large."),
            ("member_too_large", "The answer's member 'note' was left out: it is too large."),
        }));
        Assert.That(sut.Output.Count, Is.LessThan(2000));
    }

    [Test]
    public void Read_EndlesslyManySmallMembers_AreBounded()
    {
        using var sut = new Answer(WireForm.JsonToJson);
        sut.Reader.Feed("{"u8);
        for (var i = 0; i < 50_000; i++)
            sut.Reader.Feed(Splits.Utf8($"\"m{i}\":{i},"));
        sut.Reader.Feed(Splits.Utf8($$"""   "data":[{"b64_json":"{{A}}"}]}"""));
        sut.End();
        Assert.That(sut.Reader.Failure, Is.Null);
        Assert.That(sut.Output.Count, Is.LessThan(600_000));
        Assert.That(sut.Context.Warnings, Has.Count.EqualTo(32));
    }
}
