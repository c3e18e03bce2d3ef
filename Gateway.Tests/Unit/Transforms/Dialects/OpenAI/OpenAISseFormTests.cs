using Iris.Gateway.Tests.Unit.Transforms.Answers;
using Iris.Transforms.Answers;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Dialects.OpenAI;

/// <summary>Promise: every event is whole, numbered, timed and typed, also the one in which a picture broke off.</summary>
public sealed class OpenAISseFormTests
{
    private static readonly ImageError Lost = new() { Status = 502, Type = "provider_connection_failed", Message = "lost \"it\"" };

    [Test]
    public void Events_OverTime_CarryClockLatencyAndNumber()
    {
        using var sut = new Answer(WireForm.SseToSse);
        Picture(sut, ImageKind.Partial, 2);
        Picture(sut, ImageKind.Partial, 3);
        Picture(sut, ImageKind.Final, 5);
        sut.Sink.Complete();
        var events = sut.Events();
        Assert.That(events.Types(), Is.EqualTo("partial_image partial_image completed"));
        Assert.That(events.Select(e => e.GetProperty("created_at").GetInt64() - Answer.Now), Is.EqualTo(new[] { 2, 5, 10 }));
        Assert.That(events.Select(e => e.GetProperty("extra_fields").GetProperty("latency").GetInt64()), Is.EqualTo(new[] { 2000, 3000, 10000 }));
        Assert.That(events.Select(e => e.GetProperty("extra_fields").GetProperty("chunk_index").GetInt64()), Is.EqualTo(new[] { 0, 1, 2 }));
        Assert.That(events.Take(2).Select(e => e.GetProperty("partial_image_index").GetInt64()), Is.EqualTo(new[] { 0, 1 }));
        Assert.That(events[2].TryGetProperty("partial_image_index", out _), Is.False);
        Assert.That(events.Select(e => $"{e.GetProperty("output_format")} {e.GetProperty("size")}"), Is.All.EqualTo("png 64x32"));
    }

    [Test]
    public void AtBoundary_InsideAnEvent_IsFalse()
    {
        using var sut = new Answer(WireForm.SseToSse);
        Assert.That(sut.Sink.AtBoundary, Is.True);
        sut.Sink.BeginImage(ImageKind.Final);
        Assert.That(sut.Sink.AtBoundary, Is.False);
        sut.Sink.Base64("AAAA"u8);
        Assert.That(sut.Sink.AtBoundary, Is.False);
        sut.Sink.EndImage(ImageKind.Final, whole: true);
        Assert.That(sut.Sink.AtBoundary, Is.True);

        // A plain answer's last event stays open for what follows its pictures.
        sut.Sink.BeginImage(ImageKind.Final);
        sut.Sink.EndImage(ImageKind.Final, whole: false);
        Assert.That(sut.Sink.AtBoundary, Is.False);
        sut.Sink.Complete();
        Assert.That(sut.Sink.AtBoundary, Is.True);
    }

    [Test]
    public void Complete_FirstOfTwoCalls_ItsPictureIsWholeAtOnceAndKeepsWhatItSaid()
    {
        using var sut = new Answer(WireForm.SseToSse);
        sut.Sink.ExpectCalls(2);
        foreach (var id in (string[])["\"one\"", "\"two\""])
        {
            sut.Sink.Member("id", System.Text.Encoding.ASCII.GetBytes(id));
            sut.Sink.BeginImage(ImageKind.Final);
            sut.Sink.Base64("AAAA"u8);
            sut.Sink.EndImage(ImageKind.Final, whole: false);
            sut.Sink.Complete();
            Assert.That(sut.Sink.AtBoundary, Is.True, id);
        }

        Assert.That(sut.Events().Select(e => e.GetProperty("id").GetString()), Is.EqualTo(new[] { "one", "two" }));
    }

    [Test]
    public void Fail_BetweenEvents_IsAnEventOfItsOwn()
    {
        using var sut = new Answer(WireForm.SseToSse);
        Picture(sut, ImageKind.Partial, 1);
        Assert.That(sut.Sink.Fail(Lost), Is.True);
        var error = sut.Events()[1];
        Assert.That(error.GetRawText(), Is.EqualTo(
            "{\"sequence_number\":1,\"event_id\":\"req-1\",\"type\":\"error\",\"is_bifrost_error\":false,\"status_code\":502," +
            "\"error\":{\"type\":\"provider_connection_failed\",\"message\":\"lost \\\"it\\\"\",\"event_id\":\"req-1\"}," +
            "\"extra_fields\":{" + Answer.WhoServed + ",\"request_type\":\"image_generation_stream\",\"latency\":1000}}"));
    }

    [TestCase(ImageKind.Partial, "event: image_generation.partial_image\n")]
    [TestCase(ImageKind.Final, "event: image_generation.completed\n")]
    [TestCase(ImageKind.Unknown, "")]
    public void Fail_InsideAPicture_TurnsItsEventIntoAnError(ImageKind kind, string firstLine)
    {
        foreach (var stage in (string[])["begun", "member", "base64", "base64 and member", "url"])
        {
            using var sut = new Answer(WireForm.SseToSse);
            sut.Sink.BeginImage(kind);
            if (stage is "member")
                sut.Sink.EventMember("size", "\"1x1\""u8);
            if (stage.StartsWith("base64", StringComparison.Ordinal))
                sut.Sink.Base64("iVBORw0KGgo\\/"u8);
            if (stage is "base64 and member")
                sut.Sink.EventMember("quality", "\"low\""u8);
            if (stage is "url")
                sut.Sink.Url("https:\\/\\/x"u8);
            Assert.That(sut.Sink.Fail(Lost), Is.True);
            Assert.That(sut.Text, Does.StartWith(firstLine + "data: {\"sequence_number\":0").And.EndWith("}\nevent: error\n\n"), stage);
            var only = sut.Events().Single();
            Assert.That(only.GetProperty("error").GetProperty("message").GetString(), Is.EqualTo("lost \"it\""), stage);
            Assert.That(sut.Sink.AtBoundary, Is.True);
        }
    }

    [Test]
    public void Fail_BehindAWholePicture_LeavesThePictureWhole()
    {
        using var sut = new Answer(WireForm.JsonToSse);
        sut.Sink.BeginImage(ImageKind.Final);
        sut.Sink.Base64("AAAA"u8);
        sut.Sink.EndImage(ImageKind.Final, whole: false);
        sut.Sink.Fail(Lost);
        Assert.That(sut.Events().Types(), Is.EqualTo("completed error"));
    }

    [Test]
    public void Members_OfAPlainAnswer_StandInEachEventAndUsageInTheLast()
    {
        using var sut = new Answer(WireForm.JsonToSse, "\"n\":2").Read(
            """{"created":7,"quality":"low","null":null,"data":[{"b64_json":"AAAA","index":3},{"b64_json":"BBBB"}],"background":"opaque","usage":{"input_tokens":1}}""");
        var events = sut.Events();
        Assert.That(events.Types(), Is.EqualTo("completed completed"));
        Assert.That(events.Select(e => (e.GetProperty("created_at").GetInt64(), e.GetProperty("quality").GetString())), Is.All.EqualTo((7, "low")));
        Assert.That(events.Select(e => e.TryGetProperty("usage", out _)), Is.EqualTo(new[] { false, true }));
        Assert.That(events.Select(e => e.TryGetProperty("background", out _)), Is.EqualTo(new[] { false, true }));
        Assert.That(events, Has.All.Matches<System.Text.Json.JsonElement>(e => !e.TryGetProperty("index", out _) && !e.TryGetProperty("null", out _)));
    }

    [Test]
    public void Warnings_AreToldByFinishedPicturesOnly()
    {
        using var sut = new Answer(WireForm.SseToSse, "\"size\":\"1024x1024\"");
        Picture(sut, ImageKind.Partial, 1);
        Picture(sut, ImageKind.Final, 1);
        var events = sut.Events();
        Assert.That(events[0].GetProperty("extra_fields").TryGetProperty("warnings", out _), Is.False);
        Assert.That(events[1].GetProperty("extra_fields").GetProperty("warnings")[0].GetRawText(), Is.EqualTo(
            """{"code":"size_mismatch","message":"The provider returned another size than asked for.","param":"size","asked":"1024x1024","got":"64x32"}"""));
    }

    private static void Picture(Answer sut, ImageKind kind, int seconds)
    {
        sut.Clock.Advance(TimeSpan.FromSeconds(seconds));
        sut.Sink.BeginImage(kind);
        sut.Sink.Base64(Splits.Utf8(Pictures.Png(64, 32)));
        sut.Sink.EndImage(kind, whole: true);
    }
}
