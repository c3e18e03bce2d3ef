using System.Buffers;
using System.Text.Json;
using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Buffers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Dialects.OpenAI;

/// <summary>Writes the contract's error body (docs/contract.md, section 6.1): the error, the request and the attempts.</summary>
internal static class ErrorEnvelope
{
    /// <summary>Writes the body.</summary>
    public static void Write(IBufferWriter<byte> output, FailureReport report)
    {
        using var writer = new Utf8JsonWriter(output, JsonOutput.Options);
        writer.WriteStartObject();
        WriteMembers(writer, report, report.Error.Type ?? "error");
        writer.WriteEndObject();
    }

    /// <summary>Writes an <c>event: error</c> whose data is the envelope with a sequence number (docs/contract.md, section 5.5).</summary>
    public static void WriteEvent(IBufferWriter<byte> output, FailureReport report, int sequence)
    {
        output.Write("event: error\ndata: "u8);
        using (var writer = new Utf8JsonWriter(output, JsonOutput.Options))
        {
            writer.WriteStartObject();
            writer.WriteNumber("sequence_number"u8, sequence);
            WriteMembers(writer, report, "error");
            writer.WriteEndObject();
        }
        output.Write("\n\n"u8);
    }

    /// <summary>Writes the members of an error event into an object that is already open in the output, after its comma.</summary>
    public static void WriteRest(IBufferWriter<byte> output, FailureReport report)
    {
        using var buffer = new PooledBuffer();
        using (var writer = new Utf8JsonWriter(buffer, JsonOutput.Options))
        {
            writer.WriteStartObject();
            WriteMembers(writer, report, "error");
            writer.WriteEndObject();
        }
        // Strips the braces.
        output.Write(buffer.WrittenSpan[1..^1]);
    }

    private static void WriteMembers(Utf8JsonWriter writer, FailureReport report, string type)
    {
        var error = report.Error;
        writer.WriteString("event_id"u8, report.Identity.RequestId);
        writer.WriteString("type"u8, type);
        writer.WriteBoolean("is_bifrost_error"u8, error.IsGatewayFault);
        writer.WriteNumber("status_code"u8, error.Status);
        writer.WriteStartObject("error"u8);
        if (error.Type is not null)
            writer.WriteString("type"u8, error.Type);
        if (error.Code is not null)
            writer.WriteString("code"u8, error.Code);
        writer.WriteString("message"u8, error.Message);
        if (error.Param is not null)
            writer.WriteString("param"u8, error.Param);
        writer.WriteString("event_id"u8, report.Identity.RequestId);
        if (error.Cause is not null)
            writer.WriteString("error"u8, error.Cause);
        if (error.InnerCode is not null)
        {
            writer.WriteStartObject("inner_error"u8);
            writer.WriteString("code"u8, error.InnerCode);
            writer.WriteEndObject();
        }
        if (error.ModerationDetails is { } details)
        {
            writer.WritePropertyName("moderation_details"u8);
            writer.WriteRawValue(details.Span, skipInputValidation: true);
        }
        writer.WriteEndObject();
        writer.WriteStartObject("extra_fields"u8);
        var call = report.Identity;
        if (call.Provider is not null)
            writer.WriteString("provider"u8, call.Provider);
        ExtraFields.WriteModels(writer, call.ModelRequested, call.ResolvedModel);
        if (call.RequestType is not null)
            writer.WriteString("request_type"u8, call.RequestType);
        if (report.Latency is { } latency)
            writer.WriteNumber("latency"u8, latency);
        if (report.Attempts.Count > 0)
        {
            // A failure has no answer that could cost something.
            if (AttemptRecord.SumOf(report.Attempts) is { } possibly && possibly != Usd.Zero)
                ExtraFields.WriteCost(writer, new Cost(Usd.Zero, CostSource.None), possibly);
            ExtraFields.WriteAttempts(writer, report.Attempts);
        }
        writer.WriteEndObject();
    }
}
