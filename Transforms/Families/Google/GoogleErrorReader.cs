using System.Text.Json;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Failures;

namespace Iris.Transforms.Families.Google;

/// <summary>
/// Reads google.rpc.Status (docs/providers/gemini.md, "Failures"). Anything else, such as a page of a front end, is read as any server's error.
/// </summary>
internal static class GoogleErrorReader
{
    // What Imagen says with 400 INVALID_ARGUMENT when it is the prompt that is filtered.
    private const string ModerationWords = "Responsible AI";

    /// <summary>Reads a failure; never throws.</summary>
    public static ImageError Read(ErrorAnswer answer) => RpcStatus.Read(answer) is { } told ? FromStatus(answer, told) : OpenAIErrorReader.Read(answer);

    private static ImageError FromStatus(ErrorAnswer answer, RpcStatus told)
    {
        var message = told.Message ?? "provider API error";
        if (message.Contains(ModerationWords, StringComparison.OrdinalIgnoreCase))
            return Moderation(message, told.Name);
        var status = StatusOf(answer, told);
        return new ImageError
        {
            Status = status,
            Message = message,
            Type = status == 429 && told.IsDailyQuota ? "insufficient_quota" : StatusTypes.Of(status),
            Code = told.Name,
            Param = told.Field,
            // The delay is counted for the minute's quota even when it is the day's that is used up.
            RetryAfter = answer.RetryAfter ?? (told.IsDailyQuota ? null : told.RetryDelay),
        };
    }

    private static ImageError Moderation(string message, string name) => ImageError.Blocked(message) with
    {
        Param = "prompt",
        ModerationDetails = System.Text.Encoding.UTF8.GetBytes(
            $$"""{"provider_reason":"{{JsonEncodedText.Encode(name)}}","moderation_stage":"input"}"""),
    };

    private static int StatusOf(ErrorAnswer answer, RpcStatus told)
    {
        // Google calls a bad key a bad argument.
        if (told.Reason is "API_KEY_INVALID" || told.Name == "UNAUTHENTICATED")
            return 401;
        // 502 is what an error inside a success has: its own code says more.
        var status = answer.Status == 502 ? told.Code ?? 502 : answer.Status;
        // CANCELLED; here 499 would mean that the client has gone.
        return status == 499 ? 502 : status;
    }
}
