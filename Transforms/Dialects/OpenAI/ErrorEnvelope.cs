using System.Buffers;
using System.Text.Json;
using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Dialects.OpenAI;

/// <summary>
/// The one error body of the contract (docs/contract.md, section 6.1): what failed, for which request, after which attempts.
/// </summary>
public sealed record ErrorEnvelope
{
    /// <summary>What failed.</summary>
    public required ImageError Error { get; init; }
    /// <summary>The request id, <c>event_id</c>.</summary>
    public required string EventId { get; init; }
    /// <summary><c>image_generation</c> and its like; null for requests that are no image call.</summary>
    public string? RequestType { get; init; }
    /// <summary>The primary's cluster; null while it is not known.</summary>
    public string? Provider { get; init; }
    /// <summary>The model asked for.</summary>
    public string? ModelRequested { get; init; }
    /// <summary>The model after aliases.</summary>
    public string? ResolvedModel { get; init; }
    /// <summary>Milliseconds since the request came in.</summary>
    public long? Latency { get; init; }
    /// <summary>The trail; empty when nothing was attempted.</summary>
    public IReadOnlyList<AttemptRecord> Attempts { get; init; } = [];

    /// <summary>Writes the body.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, JsonOutput.Options);
        writer.WriteStartObject();
        WriteMembers(writer, Error.Type ?? "error");
        writer.WriteEndObject();
    }

    /// <summary>
    /// Writes the envelope's members into an object that is already open: an SSE error event is the envelope with a
    /// sequence number (docs/contract.md, section 5.5).
    /// </summary>
    internal void WriteMembers(Utf8JsonWriter writer, string type)
    {
        writer.WriteString("event_id"u8, EventId);
        writer.WriteString("type"u8, type);
        writer.WriteBoolean("is_bifrost_error"u8, Error.IsGatewayFault);
        writer.WriteNumber("status_code"u8, Error.Status);
        writer.WriteStartObject("error"u8);
        if (Error.Type is not null)
            writer.WriteString("type"u8, Error.Type);
        if (Error.Code is not null)
            writer.WriteString("code"u8, Error.Code);
        writer.WriteString("message"u8, Error.Message);
        if (Error.Param is not null)
            writer.WriteString("param"u8, Error.Param);
        writer.WriteString("event_id"u8, EventId);
        if (Error.Cause is not null)
            writer.WriteString("error"u8, Error.Cause);
        if (Error.ModerationDetails is { } details)
        {
            writer.WritePropertyName("moderation_details"u8);
            writer.WriteRawValue(details.Span, skipInputValidation: true);
        }
        writer.WriteEndObject();
        writer.WriteStartObject("extra_fields"u8);
        if (Provider is not null)
            writer.WriteString("provider"u8, Provider);
        ExtraFields.WriteModels(writer, ModelRequested, ResolvedModel);
        if (RequestType is not null)
            writer.WriteString("request_type"u8, RequestType);
        if (Latency is { } latency)
            writer.WriteNumber("latency"u8, latency);
        if (Attempts.Count > 0)
            ExtraFields.WriteAttempts(writer, Attempts);
        writer.WriteEndObject();
    }
}
