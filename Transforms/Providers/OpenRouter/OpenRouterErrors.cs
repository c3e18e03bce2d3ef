using System.Text.Json;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Failures;
using Iris.Transforms.Wire.Buffers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Providers.OpenRouter;

/// <summary>
/// Reads OpenRouter's failures (docs/providers/openrouter.md, "Failures"), <c>{"error":{"code":402,"message","metadata"}}</c>, of both routes, with
/// an error status or inside a 200 answer. 402 stays 402; the edge's 524 and 529 become 504 and 503; a moderation's 403 becomes the contract's 400,
/// because another key would be refused as well.
/// </summary>
internal static class OpenRouterErrors
{
    private static readonly string[] ModerationCodes = ["moderation_blocked", "content_policy_violation", "content_filter", "contentFilter", "refusal"];

    public static ImageError Read(ErrorAnswer answer)
    {
        var error = OpenAIErrorReader.Read(answer);
        var metadata = ErrorMetadata.Read(answer.Body);
        var inner = Inner(error, metadata);
        if (IsModeration(error, metadata, inner))
        {
            return Blocked(error.Message, "input", null, metadata) with
            {
                ModerationDetails = inner?.ModerationDetails ?? Details("input", null, metadata),
                RetryAfter = error.RetryAfter,
            };
        }
        error = error with
        {
            Message = Message(error, metadata, inner),
            Param = error.Param ?? inner?.Param,
        };
        return error.Status switch
        {
            408 => error with { Type = "server_error" },
            524 => error with { Status = 504 },
            529 => error with { Status = 503 },
            _ => error,
        };
    }

    /// <summary>Creates a moderation error.</summary>
    /// <param name="message">The message.</param>
    /// <param name="stage"><c>input</c> or <c>output</c>.</param>
    /// <param name="reason">The provider's own reason; null when it has none.</param>
    /// <param name="metadata">The error's metadata; null when there is none.</param>
    public static ImageError Blocked(string message, string stage, string? reason, ErrorMetadata? metadata) => new()
    {
        Status = 400,
        Type = "image_generation_user_error",
        Code = "moderation_blocked",
        Param = "prompt",
        Message = ShortText.Cut(message, ImageError.MaxMessageLength),
        ModerationDetails = Details(stage, reason, metadata),
    };

    // The error of the model's own provider, read like any failure of an OpenAI-like server.
    private static ImageError? Inner(ImageError error, ErrorMetadata? metadata) => metadata?.Raw is { } raw
        ? OpenAIErrorReader.Read(new ErrorAnswer(error.Status, null, raw, null))
        : null;

    private static bool IsModeration(ImageError error, ErrorMetadata? metadata, ImageError? inner) =>
        metadata is { Reasons.Count: > 0 }
        || ModerationCodes.Contains(metadata?.ErrorType, StringComparer.Ordinal)
        || ModerationCodes.Contains(error.Code, StringComparer.Ordinal)
        || ModerationCodes.Contains(inner?.Code, StringComparer.Ordinal)
        || inner is { ModerationDetails: not null };

    // "Provider returned error" alone does not help a user.
    private static string Message(ImageError error, ErrorMetadata? metadata, ImageError? inner)
    {
        var said = inner?.Message ?? metadata?.RawText;
        if (said is null)
            return error.Message;
        var who = metadata!.Provider is null ? "" : $" ({metadata.Provider})";
        return ShortText.Cut($"{error.Message.TrimEnd('.')}{who}: {said}", ImageError.MaxMessageLength);
    }

    private static byte[] Details(string stage, string? reason, ErrorMetadata? metadata)
    {
        using var buffer = new PooledBuffer();
        using (var writer = new Utf8JsonWriter(buffer, JsonOutput.Options))
        {
            writer.WriteStartObject();
            if (reason is not null)
                writer.WriteString("provider_reason"u8, reason);
            writer.WriteString("moderation_stage"u8, stage);
            if (metadata is { Reasons.Count: > 0 })
            {
                writer.WriteStartArray("categories"u8);
                foreach (var category in metadata.Reasons)
                    writer.WriteStringValue(category);
                writer.WriteEndArray();
            }
            if (metadata?.Provider is { } provider)
                writer.WriteString("provider_name"u8, provider);
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}
