using System.Text.Json;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Failures;

namespace Iris.Transforms.Families.Google;

/// <summary>
/// Reads google.rpc.Status (docs/providers/gemini.md, "Failures"). Any other body, such as a proxy's error page, is read like any server's error.
/// </summary>
internal static class GoogleErrorReader
{
    private const string ResponsibleAI = "Responsible AI";

    // Imagen's other messages for a filtered prompt or picture. They end with numeric support codes.
    private static readonly string[] ModerationWords =
        ["violate our polic", "violates our polic", "violated our polic", "usage guidelines", "sensitive words", "Support code"];

    private const string BlockedAnswer = "response is blocked";

    /// <summary>Reads a failure; never throws.</summary>
    public static ImageError Read(ErrorAnswer answer) =>
        RpcStatus.Read(answer) is { } told ? FromStatus(answer, told) : OpenAIErrorReader.Read(answer);

    private static ImageError FromStatus(ErrorAnswer answer, RpcStatus told)
    {
        var message = told.Message ?? "provider API error";
        if (IsModeration(message, told.Name))
            return Moderation(message, told.Name);
        var status = StatusOf(answer, told);
        return new ImageError
        {
            Status = status,
            Message = message,
            Type = status == 429 && told.IsDailyQuota ? "insufficient_quota" : StatusTypes.Of(status),
            Code = told.Name,
            Param = told.Field,
            // The delay refers to the quota per minute even when the daily quota is used up.
            RetryAfter = answer.RetryAfter ?? (told.IsDailyQuota ? null : told.RetryDelay),
        };
    }

    // With another status, policies are about the account, for instance a project that was suspended.
    private static bool IsModeration(string message, string name) => message.Contains(ResponsibleAI, StringComparison.OrdinalIgnoreCase)
        || (name is "INVALID_ARGUMENT" or "FAILED_PRECONDITION"
            && Array.Exists(ModerationWords, word => message.Contains(word, StringComparison.OrdinalIgnoreCase)));

    private static ImageError Moderation(string message, string name) => ImageError.Blocked(message) with
    {
        Param = "prompt",
        ModerationDetails = System.Text.Encoding.UTF8.GetBytes(
            $$"""{"provider_reason":"{{JsonEncodedText.Encode(name)}}","moderation_stage":"{{StageOf(message)}}"}"""),
    };

    private static string StageOf(string message) => message.Contains(BlockedAnswer, StringComparison.OrdinalIgnoreCase) ? "output" : "input";

    private static int StatusOf(ErrorAnswer answer, RpcStatus told)
    {
        // Google reports an invalid key as an invalid argument.
        if (told.Reason is "API_KEY_INVALID" || told.Name == "UNAUTHENTICATED")
            return 401;
        // An error inside a 200 answer has status 502 here; the error's own code is more precise.
        var status = answer.Status == 502 ? told.Code ?? 502 : answer.Status;
        // 499 is CANCELLED; in the gateway it would mean that the client has disconnected.
        return status == 499 ? 502 : status;
    }
}
