using System.Buffers;
using System.Text.Json;
using Iris.Transforms.Answers;
using Iris.Transforms.Dialects.OpenAI;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Dialects.OpenAI;

/// <summary>Promise: the one error body, member by member.</summary>
public sealed class ErrorEnvelopeTests
{
    [Test]
    public void Write_Everything_StandsInTheContractsOrder() => Assert.That(
        Write(new FailureReport
        {
            Error = new ImageError
            {
                Status = 400,
                Message = "no \"such\" thing\n+é",
                Type = "invalid_request_error",
                Code = "c",
                Param = "p",
                Cause = "why",
                InnerCode = "i",
                IsGatewayFault = true,
                ModerationDetails = """{"a":[1.50]}"""u8.ToArray(),
            },
            Identity = new("req-1")
            {
                RequestType = "image_generation",
                Provider = "openai",
                ModelRequested = "openai/m",
                ResolvedModel = "m",
            },
            Latency = 12,
            Attempts = [new AttemptRecord("openai", "m", "main", 502, null, 3, true)],
        }),
        Is.EqualTo(
            """
            {"event_id":"req-1","type":"invalid_request_error","is_bifrost_error":true,"status_code":400,
            """ +
            """
            "error":{"type":"invalid_request_error","code":"c","message":"no \"such\" thing\n+é","param":"p","event_id":"req-1","error":"why","inner_error":{"code":"i"},"moderation_details":{"a":[1.50]}},
            """ +
            """
            "extra_fields":{"provider":"openai","model_requested":"openai/m","original_model_requested":"openai/m","resolved_model_used":"m","request_type":"image_generation","latency":12,
            """ +
            """
            "attempts":[{"provider":"openai","model":"m","destination":"main","status":502,"latency":3,"possibly_billed":true}]}}
            """));

    [Test]
    public void Write_LittleKnown_LeavesOutWhatIsNotKnown() => Assert.That(
        Write(new FailureReport { Error = new ImageError { Status = 404, Message = "m" }, Identity = new("e") }),
        Is.EqualTo("""{"event_id":"e","type":"error","is_bifrost_error":false,"status_code":404,"error":{"message":"m","event_id":"e"},"extra_fields":{}}"""));

    [Test]
    public void Write_HalfASurrogatePair_IsReplacedNotThrown()
    {
        var text = Write(new FailureReport { Error = ImageError.Invalid("a\ud83d", "\udc00"), Identity = new("e") });
        using var document = JsonDocument.Parse(text);
        Assert.That(document.RootElement.GetProperty("error").GetProperty("message").GetString(), Is.EqualTo("a\uFFFD"));
    }

    [Test]
    public void Unsupported_Operation_SpeaksTheContractsWords()
    {
        var error = ImageError.Unsupported("image_edit", "gemini");
        Assert.That((error.Status, error.Code, error.Message), Is.EqualTo((400, "unsupported_operation", "image_edit is not supported by gemini provider")));
    }

    private static string Write(FailureReport report)
    {
        var output = new ArrayBufferWriter<byte>();
        OpenAIDialect.OpenAI.WriteFailure(output, report);
        return System.Text.Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
