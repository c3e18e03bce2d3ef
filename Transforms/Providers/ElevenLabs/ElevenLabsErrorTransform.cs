using System.Text.Json;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Failures;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Providers.ElevenLabs;

/// <summary>
/// Reads failures: <c>{"detail": {"status" | "code", "message", "param"}}</c>, FastAPI's <c>detail</c> (docs/contract.md, section 6.3),
/// and the reasons of a generation that has failed (docs/providers/elevenlabs.md, "Failures").
/// </summary>
internal static class ElevenLabsErrorTransform
{
    /// <summary><c>failure_reason</c> → status, type and code. Whatever is missing is the provider's fault: 502 under its own name.</summary>
    private static readonly (string Reason, int Status, string Type, string Code)[] Reasons =
    [
        ("moderated", 400, "image_generation_user_error", "moderation_blocked"),
        ("invalid_parameters", 400, "invalid_request_error", "invalid_parameters"),
        ("timeout", 504, "server_error", "generation_timeout"),
        ("charging_failed", 402, "insufficient_quota", "charging_failed"),
    ];

    /// <summary>Reads a failed answer; never throws.</summary>
    public static ImageError Read(ErrorAnswer answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("detail", out var detail)
                && detail.ValueKind == JsonValueKind.Object)
            {
                return FromDetail(answer, detail);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or no valid Unicode in it: the reader of all shapes has words for that.
        }
        return OpenAIErrorReader.Read(answer);
    }

    /// <summary>What a generation says that has failed.</summary>
    /// <param name="reason">Its <c>failure_reason</c>, bounded; null when missing.</param>
    /// <param name="message">Its <c>error_message</c>, bounded; null when missing.</param>
    public static ImageError OfFailure(string? reason, string? message)
    {
        var known = Array.Find(Reasons, row => row.Reason == reason);
        var named = reason is null ? "generation_failed" : ShortText.Cut(reason);
        return new ImageError
        {
            Status = known.Reason is null ? 502 : known.Status,
            Type = known.Type ?? "server_error",
            Code = known.Code ?? named,
            Message = message ?? $"The provider's generation failed ({named}).",
        };
    }

    private static ImageError FromDetail(ErrorAnswer answer, JsonElement detail)
    {
        // The older form has the name in "status", the newer one in "code".
        var name = Text(detail, "code") ?? Text(detail, "status");
        var isModeration = answer.Status is >= 400 and < 500 && name?.Contains("moderat", StringComparison.OrdinalIgnoreCase) == true;
        return new ImageError
        {
            Status = isModeration ? 400 : answer.Status,
            Type = isModeration ? "image_generation_user_error" : TypeOf(answer.Status, name),
            Code = isModeration ? "moderation_blocked" : name is null ? null : ShortText.Cut(name),
            Param = Text(detail, "param") is { } param ? ShortText.Cut(param) : null,
            Message = ShortText.Cut(Text(detail, "message") ?? $"provider API error (status {answer.Status})", ImageError.MaxMessageLength),
            RetryAfter = answer.RetryAfter,
        };
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static string TypeOf(int status, string? name) => (status, name) switch
    {
        // Told under 401 as well.
        (_, "quota_exceeded") or (402, _) => "insufficient_quota",
        (401, _) => "authentication_error",
        (403, _) => "permission_error",
        (429, _) => "rate_limit_error",
        ( >= 500, _) => "server_error",
        _ => "invalid_request_error",
    };
}
