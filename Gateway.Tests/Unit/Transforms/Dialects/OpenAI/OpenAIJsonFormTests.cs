using Iris.Gateway.Tests.Unit.Transforms.Answers;
using Iris.Transforms.Answers;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Dialects.OpenAI;

/// <summary>Promise: a plain answer tells the picture's real form, and what is not as it was asked.</summary>
public sealed class OpenAIJsonFormTests
{
    private static IEnumerable<TestCaseData> Formats =>
    [
        new TestCaseData(Pictures.Png(3, 2), "image/png").SetArgDisplayNames("png"),
        new TestCaseData(Pictures.Jpeg(3, 2), "image/jpeg").SetArgDisplayNames("jpeg"),
        new TestCaseData(Pictures.Webp(), "image/webp").SetArgDisplayNames("webp"),
        new TestCaseData(Pictures.Gif(3, 2), "image/gif").SetArgDisplayNames("gif"),
        new TestCaseData(Pictures.Svg(), "image/svg+xml").SetArgDisplayNames("svg"),
        new TestCaseData(Pictures.Svg("<?xml version=\"1.0\"?><!-- a comment -->"), "image/svg+xml").SetArgDisplayNames("svg behind a prolog"),
        new TestCaseData(Convert.ToBase64String(new byte[] { 1, 2, 3 }), "application/octet-stream").SetArgDisplayNames("unknown"),
    ];

    [TestCaseSource(nameof(Formats))]
    public void Base64_AsDataUrl_NamesTheFormatWhateverTheFirstSliceIs(string picture, string mediaType)
    {
        foreach (var escaped in (string[])[picture, picture.Replace("/", "\\/", StringComparison.Ordinal)])
        {
            for (var first = 1; first <= Math.Min(40, escaped.Length); first++)
            {
                // An escape is never torn by a reader.
                if (escaped[first - 1] == '\\')
                    continue;
                using var sut = new Answer(WireForm.JsonToJson, "\"response_format\":\"url\"", UrlDelivery.DataUrl);
                sut.Sink.BeginImage(ImageKind.Final);
                sut.Sink.Base64(Splits.Utf8(escaped[..first]));
                sut.Sink.Base64(Splits.Utf8(escaped[first..]));
                sut.Sink.ImageMember("revised_prompt", "\"x\""u8);
                sut.Sink.EndImage(ImageKind.Final, whole: false);
                sut.Sink.Complete();
                Assert.That(sut.Text, Does.StartWith($$"""{"data":[{"url":"data:{{mediaType}};base64,{{picture}}","revised_prompt":"x","index":0}],"""), $"first slice {first}");
                Assert.That(sut.Context.Warnings, Is.Empty);
                sut.Json();
            }
        }
    }

    [TestCase("\"url\":\"https://x\",\"b64_json\":\"AAAA\"", "\"url\":\"https://x\",\"b64_json\":\"AAAA\"")]
    [TestCase("\"b64_json\":\"AAAA\",\"url\":\"https://x\"", "\"url\":\"data:application/octet-stream;base64,AAAA\"")]
    public void Url_BesideADataUrl_StandsOnce(string members, string expected)
    {
        using var sut = new Answer(WireForm.JsonToJson, "\"response_format\":\"url\"", UrlDelivery.DataUrl).Read($$"""{"data":[{{{members}}}]}""");
        Assert.That(sut.Text, Does.StartWith("{\"data\":[{" + expected + ",\"index\":0}]"));
    }

    [TestCase("\"size\":\"1024x1024\"", "png 1024x1024", "")]
    [TestCase("\"size\":\"auto\"", "png 512x512", "")]
    [TestCase("\"size\":\"1024x1024\"", "png 512x768", "size_mismatch size 1024x1024 512x768")]
    [TestCase("\"output_format\":\"webp\"", "png 512x768", "format_mismatch output_format webp png")]
    [TestCase("\"output_format\":\"JPG\"", "jpeg 9x9", "")]
    [TestCase("\"output_format\":\"PNG\"", "png 9x9", "")]
    [TestCase("\"n\":3", "png 9x9", "fewer_images n 3 1")]
    [TestCase("\"response_format\":\"url\"", "png 9x9", "response_format_mismatch response_format url b64_json")]
    [TestCase("\"response_format\":\"b64_json\"", "url", "response_format_mismatch response_format b64_json url")]
    [TestCase("\"response_format\":\"url\",\"size\":\"8x8\"", "url", "")]
    public void Complete_NotAsAsked_IsTold(string members, string picture, string expected)
    {
        using var sut = new Answer(WireForm.JsonToJson, members);
        var size = picture.Split(' ')[^1].Split('x');
        sut.Sink.BeginImage(ImageKind.Final);
        if (picture == "url")
            sut.Sink.Url("https://x"u8);
        else if (picture.StartsWith("png", StringComparison.Ordinal))
            sut.Sink.Base64(Splits.Utf8(Pictures.Png(int.Parse(size[0]), int.Parse(size[1]))));
        else
            sut.Sink.Base64(Splits.Utf8(Pictures.Jpeg(int.Parse(size[0]), int.Parse(size[1]))));
        sut.Sink.EndImage(ImageKind.Final, whole: false);
        sut.Sink.Complete();
        var told = sut.Json().GetProperty("extra_fields").TryGetProperty("warnings", out var warnings)
            ? string.Join(';', warnings.EnumerateArray().Select(w => $"{w.GetProperty("code")} {w.GetProperty("param")} {w.GetProperty("asked")} {w.GetProperty("got")}"))
            : "";
        Assert.That(told, Is.EqualTo(expected));
    }

    [Test]
    public void Complete_MorePicturesThanAsked_AreKeptAndTold()
    {
        using var sut = new Answer(WireForm.JsonToJson).Read("""{"data":[{"b64_json":"AAAA"},{"b64_json":"BBBB"}]}""");
        Assert.That(sut.Json().GetProperty("data").GetArrayLength(), Is.EqualTo(2));
        Assert.That(sut.Context.Warnings.Single(), Is.EqualTo(
            new ImageWarning("more_images", "The provider returned 2 images where 1 were asked for.", "n", "1", "2")));
    }

    [Test]
    public void Complete_AfterAFallback_TellsTheTrailAndTheChanges()
    {
        var failed = new AttemptRecord("azure", "dep", null, 429, "rate_limit_error", 1500, false);
        using var sut = new Answer(WireForm.JsonToJson, earlier: [failed]);
        sut.Context.Drop(new ParameterChange("style", "vi\"vid", null, "why"));
        sut.Context.Convert(new ParameterChange("size", "1x1", "2x2", "why"));
        sut.Clock.Advance(TimeSpan.FromMilliseconds(4200));
        sut.Read("""{"created":1,"data":[{"b64_json":"AAAA"}]}""");
        Assert.That(sut.Json().GetProperty("extra_fields").GetRawText(), Is.EqualTo(
            "{\"request_type\":\"image_generation\"," + Answer.WhoServed + ",\"latency\":4200,\"chunk_index\":0," +
            """
            "attempts":[{"provider":"azure","model":"dep","status":429,"error_type":"rate_limit_error","latency":1500,"possibly_billed":false},
            """ +
            """
            {"provider":"openai","model":"gpt-image-2","destination":"main","status":200,"latency":2700,"possibly_billed":true}],
            """ +
            """
            "dropped_params":[{"param":"style","asked":"vi\"vid","sent":null,"reason":"why"}],"converted_params":[{"param":"size","asked":"1x1","sent":"2x2","reason":"why"}]}
            """));
    }

    [Test]
    public void Fail_HasNoPlaceInAPlainAnswer()
    {
        using var sut = new Answer(WireForm.JsonToJson);
        Assert.That(sut.Sink.Fail(ImageError.Invalid("x")), Is.False);
        Assert.That((sut.Output.Count, sut.Sink.AtBoundary), Is.EqualTo((0, false)));
    }
}
