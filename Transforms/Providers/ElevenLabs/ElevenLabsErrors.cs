using System.Text.Json;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Failures;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Providers.ElevenLabs;

/// <summary>
/// Reads failures: <c>{"detail": {"status" | "code", "message", "param"}}</c>, FastAPI's <c>detail</c> (docs/contract.md, section 6.3), and the
/// reasons of a failed generation (docs/providers/elevenlabs.md, "Failures").
/// </summary>
internal static class ElevenLabsErrors
{
    /// <summary>The meaning of each <c>failure_reason</c>. Any other reason is the provider's fault: 502 under its own name.</summary>
    private static readonly FailureWord[] Reasons =
    [
        new("moderated", 400, FailureWord.Moderation),
        new("invalid_parameters", 400, "invalid_parameters"),
        new("timeout", 504, "generation_timeout"),
        new("charging_failed", 402, "charging_failed"),
    ];

    /// <summary>Reads a failed answer; never throws.</summary>
    public static ImageError Read(ErrorAnswer answer) =>
        ErrorJson.Read(answer.Body, root => ErrorJson.Object(root, "detail") is { } detail ? FromDetail(answer, detail) : null)
        ?? OpenAIErrorReader.Read(answer);

    /// <summary>The failure of a generation.</summary>
    /// <param name="reason">Its <c>failure_reason</c>, shortened; null when missing.</param>
    /// <param name="message">Its <c>error_message</c>, shortened; null when missing.</param>
    public static ImageError OfFailure(string? reason, string? message)
    {
        var named = reason is null ? "generation_failed" : ShortText.Cut(reason);
        var word = FailureWord.Of(Reasons, reason) ?? new FailureWord(named, 502, named) { Type = "server_error" };
        return word.Error(message ?? $"The provider's generation failed ({named}).");
    }

    private static ImageError FromDetail(ErrorAnswer answer, JsonElement detail)
    {
        // The older form has the name in "status", the newer form in "code".
        var name = ErrorJson.Text(detail, "code", 64) ?? ErrorJson.Text(detail, "status", 64);
        var message = ErrorJson.Text(detail, "message") ?? $"provider API error (status {answer.Status})";
        var isModeration = answer.Status is >= 400 and < 500 && name?.Contains("moderat", StringComparison.OrdinalIgnoreCase) == true;
        var error = isModeration
            ? ImageError.Blocked(message)
            : new ImageError { Status = answer.Status, Type = TypeOf(answer.Status, name), Code = name, Message = message };
        return error with { Param = ErrorJson.Text(detail, "param", 64), RetryAfter = answer.RetryAfter };
    }

    // An exceeded quota also has status 401.
    private static string TypeOf(int status, string? name) => name == "quota_exceeded" ? "insufficient_quota" : StatusTypes.Of(status);
}
