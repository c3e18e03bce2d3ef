using System.Text;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Failures;

namespace Iris.Transforms.Providers.Mistral;

/// <summary>
/// Reads Mistral's failures (docs/providers/mistral.md, "Failures"): FastAPI's <c>detail</c>, the flat <c>{"object": "error", "message", "type",
/// "code"}</c>, whose message may hold such a detail, and the <c>{"message", "request_id"}</c> of Mistral's API gateway.
/// </summary>
internal static class MistralErrors
{
    private static readonly string[] ModerationWords =
        [
        "content polic", "usage polic", "content guideline", "safety guideline", "safety polic", "content moderation", "moderation polic", "moderation filter",
        "violates our", "violate our",
    ];

    public static ImageError Read(ErrorAnswer answer)
    {
        var error = OpenAIErrorReader.Read(Unwrap(answer) is { } inner ? answer with { Body = inner } : answer);
        if (error.Type == "invalid_model")
            return error with { Type = "invalid_request_error", Code = "model_not_found", Param = "model" };
        return error.Status is 400 or 403 or 422 && (IsNamedModeration(error.Type) || IsNamedModeration(error.Code))
            ? ImageError.Blocked(error.Message)
            : error;
    }

    /// <summary>Whether a text tells that moderation refused the prompt.</summary>
    public static bool IsModeration(string text) => Array.Exists(ModerationWords, word => text.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static bool IsNamedModeration(string? name) =>
        name is not null && (name.Contains("moderation", StringComparison.OrdinalIgnoreCase) || name.Contains("guardrail", StringComparison.OrdinalIgnoreCase));

    // The nested form is {"object": "error", "message": {"detail": […]}, …}.
    private static byte[]? Unwrap(ErrorAnswer answer) =>
        ErrorJson.Read(answer.Body, static root => ErrorJson.Object(root, "message") is { } message ? Encoding.UTF8.GetBytes(message.GetRawText()) : null);
}
