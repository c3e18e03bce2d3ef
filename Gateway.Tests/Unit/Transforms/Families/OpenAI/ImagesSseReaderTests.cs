using Iris.Transforms.Answers;
using Iris.Gateway.Tests.Unit.Transforms.Answers;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Families.OpenAI;

/// <summary>Promise: a provider's stream comes through event by event, whatever order its lines and members have.</summary>
public sealed class ImagesSseReaderTests
{
    private static readonly string A = Pictures.Png(1024, 1024, 30);

    [Test]
    public void Read_PartialAndCompleted_ArePassedOnVerbatim()
    {
        using var sut = new Answer(WireForm.SseToSse).Read(Documents.Sse["partial and completed"]);
        var extra = "\"extra_fields\":{\"request_type\":\"image_generation_stream\"," + Answer.WhoServed + ",\"latency\":0,\"chunk_index\":";
        Assert.That(sut.Text, Is.EqualTo(
            $$"""
            event: image_generation.partial_image
            data: {"sequence_number":0,"b64_json":"{{Pictures.Jpeg(640, 480)[..40]}}","created_at":1763800000,"size":"1024x1024","quality":"high","background":"opaque","output_format":"png","partial_image_index":0,{{extra}}0},"type":"image_generation.partial_image"}

            event: image_generation.completed
            data: {"sequence_number":1,"b64_json":"{{A}}","created_at":1763800003,"size":"1024x1024","quality":"high","usage":{"input_tokens_details":{"text_tokens":50,"image_tokens":0},"total_tokens":100,"input_tokens":50,"output_tokens":50},"output_format":"png",{{extra}}1},"type":"image_generation.completed"}


            """));
        Assert.That((sut.Sink.Images, sut.Sink.Partials, sut.Sink.Usage!.InputTokens, sut.Sink.Base64Length), Is.EqualTo((1, 1, 50, A.Length)));
    }

    // The event line first, last, missing or saying nothing; the type before or behind the picture.
    [TestCase("event: image_generation.partial_image\ndata: {\"b64_json\":\"PIC\"}", "partial_image")]
    [TestCase("data: {\"b64_json\":\"PIC\"}\nevent: image_generation.partial_image", "partial_image")]
    [TestCase("data: {\"type\":\"image_generation.partial_image\",\"b64_json\":\"PIC\"}", "partial_image")]
    [TestCase("data: {\"b64_json\":\"PIC\",\"type\":\"image_generation.partial_image\"}", "partial_image")]
    [TestCase("data: {\"b64_json\":\"PIC\",\"partial_image_index\":0}", "completed")]
    [TestCase("data: {\"partial_image_index\":0,\"b64_json\":\"PIC\"}", "partial_image")]
    [TestCase("data: {\"b64_json\":\"PIC\"}", "completed")]
    [TestCase("event: message\ndata: {\"b64_json\":\"PIC\",\"type\":\"image_generation.partial_image\"}", "partial_image")]
    [TestCase("event:\ndata: {\"b64_json\":\"PIC\",\"type\":\"image_edit.completed\"}", "completed")]
    [TestCase("event: whatever\ndata: {\"type\":\"image_generation.completed\",\"b64_json\":\"PIC\"}", "completed")]
    [TestCase("event: whatever\ndata: {\"b64_json\":\"PIC\"}", "")]
    public void Read_TypeInAnyPlace_IsFound(string block, string type)
    {
        using var sut = new Answer(WireForm.SseToSse, "\"partial_images\":1");
        sut.Reader.Feed(Splits.Utf8(block.Replace("PIC", A, StringComparison.Ordinal) + "\n\n"));
        Assert.That(sut.Reader.Failure, Is.Null);
        Assert.That(sut.Events().Types(), Is.EqualTo(type));
    }

    [Test]
    public void Read_EventStreamForAPlainCall_BecomesThePlainAnswer()
    {
        using var sut = new Answer(WireForm.SseToJson).Read(Documents.Sse["partial and completed"]);
        Assert.That(sut.Text, Is.EqualTo(
            $$"""{"data":[{"b64_json":"{{A}}","index":0}],"created":1763800003,"size":"1024x1024","quality":"high","usage":{"input_tokens_details":{"text_tokens":50,"image_tokens":0},"total_tokens":100,"input_tokens":50,"output_tokens":50},"output_format":"png","extra_fields":{"request_type":"image_generation",{{Answer.WhoServed}},"latency":0,"chunk_index":0}""" + "}"));
    }

    [Test]
    public void Read_PartialKnownTooLateForAPlainAnswer_IsNotTakenForThePicture()
    {
        using var sut = new Answer(WireForm.SseToJson).Read($$"""data: {"b64_json":"{{A}}","type":"image_generation.partial_image"}""" + "\n\n");
        Assert.That(sut.Reader.Failure!.Code, Is.EqualTo("malformed_response"));
    }

    [Test]
    public void Read_TwoPictures_AreTwoCompletedEvents()
    {
        var block = $$"""data: {"type":"image_generation.completed","b64_json":"{{A}}","sequence_number":40}""" + "\n\n";
        using var sut = new Answer(WireForm.SseToSse, "\"n\":2").Read(block + block + "data: [DONE]\n\n");
        Assert.That(sut.Events().Types(), Is.EqualTo("completed completed"));
        Assert.That((sut.Sink.Images, sut.Reader.Failure), Is.EqualTo((2, default(ImageError))));
    }

    [Test]
    public void Read_FewerPicturesThanAsked_EndsWithAnErrorEvent()
    {
        using var sut = new Answer(WireForm.SseToSse, "\"n\":2").Read($$"""data: {"type":"image_generation.completed","b64_json":"{{A}}"}""" + "\n\n");
        var events = sut.Events();
        Assert.That(events.Types(), Is.EqualTo("completed error"));
        Assert.That(events[1].GetProperty("error").GetProperty("code").GetString(), Is.EqualTo("fewer_images"));
        Assert.That(events[1].GetProperty("error").GetProperty("message").GetString(), Is.EqualTo("The provider's stream ended after 1 of 2 images."));
    }

    [TestCase("typed error", 502, "image_generation_server_error", "image_generation_failed", "Image generation failed")]
    [TestCase("flat error", 429, "rate_limit_error", "rate_limit_exceeded", "slow down")]
    [TestCase("error after a partial", 400, "image_generation_user_error", "moderation_blocked", "no")]
    [TestCase("error inside a picture's event", 500, "server_error", "500", "late")]
    [TestCase("no completed event", 502, "provider_response_invalid", "no_image", "The provider answered with success but without an image: the stream ended before a completed image")]
    [TestCase("only keep-alives", 502, "provider_response_invalid", "no_image", "The provider answered with success but without an image: the stream ended before a completed image")]
    [TestCase("empty completed", 502, "provider_response_invalid", "no_image", "The provider answered with success but without an image: the completed event is empty")]
    [TestCase("torn picture", 502, "provider_response_invalid", "truncated_response", "The provider's answer ended before it was whole.")]
    [TestCase("not an object", 500, "provider_response_invalid", "malformed_response", "failed to unmarshal response from provider API")]
    [TestCase("blank line inside data", 500, "provider_response_invalid", "malformed_response", "failed to unmarshal response from provider API")]
    public void Read_Failure_IsToldAsWhatItIs(string document, int status, string type, string code, string message)
    {
        using var sut = new Answer(WireForm.SseToSse).Read(Documents.Failing[document]);
        var failure = sut.Reader.Failure!;
        Assert.That((failure.Status, failure.Type, failure.Code, failure.Message), Is.EqualTo((status, type, code, message)));
    }

    [TestCase("event: error\n\n")]
    [TestCase("event: error\ndata: {}\n\n")]
    [TestCase("data: {\"type\":\"error\"}\n\n")]
    [TestCase("data: {\"quo\\\"te\\n\":1,\"type\":\"error\"}\n\n")]
    public void Read_ErrorWithoutWords_IsStillAFailure(string block)
    {
        using var sut = new Answer(WireForm.SseToSse).Read(block);
        Assert.That((sut.Reader.Failure!.Status, sut.Reader.Failure.Message), Is.EqualTo((502, "provider API error")));
    }

    [Test]
    public void Read_ErrorTooLargeToKeep_IsStillAFailure()
    {
        using var sut = new Answer(WireForm.SseToSse).Read($$$"""data: {"error":{"message":"{{{new string('x', 300_000)}}}"}}""" + "\n\n");
        Assert.That(sut.Reader.Failure!.Message, Is.EqualTo("provider API error"));
    }

    [Test]
    public void Read_ModerationDetailsOverSeveralLines_StayInOneLine()
    {
        using var sut = new Answer(WireForm.SseToSse).Read(Documents.Failing["error after a partial"]);
        var events = sut.Events();
        Assert.That(events.Types(), Is.EqualTo("partial_image error"));
        Assert.That(events[1].GetProperty("error").GetProperty("moderation_details").GetRawText(), Is.EqualTo("""{"moderation_stage":"output","categories":["violence"]}"""));
    }

    [Test]
    public void Read_EventWithEndlesslyManyMembers_IsBounded()
    {
        using var sut = new Answer(WireForm.SseToSse);
        sut.Reader.Feed(Splits.Utf8($$"""data: {"b64_json":"{{A}}","""));
        for (var i = 0; i < 50_000; i++)
            sut.Reader.Feed(Splits.Utf8($"\"m{i}\":{i},"));
        sut.Reader.Feed("\"type\":\"image_generation.completed\"}\n\n"u8);
        sut.End();
        Assert.That(sut.Events().Types(), Is.EqualTo("completed"));
        Assert.That(sut.Output.Count, Is.LessThan(600_000));
        Assert.That(sut.Context.Warnings, Has.Count.EqualTo(32));
    }
}
