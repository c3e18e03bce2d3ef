using System.Globalization;
using System.Text.Json;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Failures;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Families.Google;

/// <summary>
/// Reads google.rpc.Status, <c>{"error":{"code","message","status","details"}}</c>, which streaming methods wrap in an array
/// (docs/providers/gemini.md, "Failures"). Anything else, such as a page of a front end, is read as any server's error.
/// </summary>
public static class GoogleErrorReader
{
    private const string Unread = "provider API error";

    // What Imagen says with 400 INVALID_ARGUMENT when it is the prompt that is filtered.
    private const string ModerationWords = "Responsible AI";

    /// <summary>Reads a failure; never throws.</summary>
    public static ImageError Read(ErrorAnswer answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0)
                root = root[0];
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error", out var error)
                && error.ValueKind == JsonValueKind.Object && Text(error, "status") is { } status)
            {
                return FromStatus(answer, error, status);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second is what a string throws that is no valid Unicode.
        }
        return OpenAIErrorReader.Read(answer);
    }

    private static ImageError FromStatus(ErrorAnswer answer, JsonElement error, string code)
    {
        var details = Details.Read(error);
        var message = Text(error, "message") ?? Unread;
        if (message.Contains(ModerationWords, StringComparison.OrdinalIgnoreCase))
            return Moderation(message, code);
        var status = StatusOf(answer, error, code, details);
        return new ImageError
        {
            Status = status,
            Message = message,
            Type = TypeOf(status, details),
            Code = code,
            Param = details.Field,
            // The delay is counted for the minute's quota even when it is the day's that is used up.
            RetryAfter = answer.RetryAfter ?? (details.IsDailyQuota ? null : details.RetryDelay),
        };
    }

    private static ImageError Moderation(string message, string code) => new()
    {
        Status = 400,
        Message = message,
        Type = "image_generation_user_error",
        Code = "moderation_blocked",
        Param = "prompt",
        ModerationDetails = System.Text.Encoding.UTF8.GetBytes(
            $$"""{"provider_reason":"{{JsonEncodedText.Encode(code)}}","moderation_stage":"input"}"""),
    };

    private static int StatusOf(ErrorAnswer answer, JsonElement error, string code, Details details)
    {
        // Google calls a bad key a bad argument.
        if (details.Reason is "API_KEY_INVALID" || code == "UNAUTHENTICATED")
            return 401;
        var status = answer.Status;
        // 502 is what an error inside a success has: its own code says more.
        if (status == 502 && error.TryGetProperty("code", out var number) && number.ValueKind == JsonValueKind.Number
            && number.TryGetInt32(out var told) && told is >= 400 and <= 599)
        {
            status = told;
        }
        // CANCELLED; here 499 would mean that the client has gone.
        return status == 499 ? 502 : status;
    }

    private static string TypeOf(int status, Details details) => status switch
    {
        401 => "authentication_error",
        403 => "permission_error",
        429 => details.IsDailyQuota ? "insufficient_quota" : "rate_limit_error",
        >= 500 => "server_error",
        _ => "invalid_request_error",
    };

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? ShortText.Cut(text, ImageError.MaxMessageLength)
            : null;

    /// <summary>What the typed details say: ErrorInfo, RetryInfo, BadRequest, QuotaFailure.</summary>
    private readonly record struct Details(string? Reason, string? Field, TimeSpan? RetryDelay, bool IsDailyQuota)
    {
        public static Details Read(JsonElement error)
        {
            var read = new Details();
            if (!error.TryGetProperty("details", out var details) || details.ValueKind != JsonValueKind.Array)
                return read;
            foreach (var detail in details.EnumerateArray())
            {
                if (detail.ValueKind == JsonValueKind.Object)
                    read = read.With(detail);
            }
            return read;
        }

        private Details With(JsonElement detail)
        {
            var type = Text(detail, "@type") ?? "";
            if (type.EndsWith(".ErrorInfo", StringComparison.Ordinal))
                return this with { Reason = Text(detail, "reason") ?? Reason };
            if (type.EndsWith(".RetryInfo", StringComparison.Ordinal))
                return this with { RetryDelay = Delay(Text(detail, "retryDelay")) ?? RetryDelay };
            if (type.EndsWith(".BadRequest", StringComparison.Ordinal))
                return this with { Field = Field ?? First(detail, "fieldViolations", "field") };
            if (type.EndsWith(".QuotaFailure", StringComparison.Ordinal))
                return this with { IsDailyQuota = First(detail, "violations", "quotaId")?.Contains("PerDay", StringComparison.Ordinal) ?? IsDailyQuota };
            return this;
        }

        private static string? First(JsonElement detail, string list, string name)
        {
            if (!detail.TryGetProperty(list, out var items) || items.ValueKind != JsonValueKind.Array)
                return null;
            foreach (var item in items.EnumerateArray())
            {
                if (item.ValueKind == JsonValueKind.Object && Text(item, name) is { } text)
                    return ShortText.Cut(text, 256);
            }
            return null;
        }

        // "34.4s"; more than a day is no wait.
        private static TimeSpan? Delay(string? text) =>
            text is not null && text.EndsWith('s')
            && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && seconds is > 0 and <= 86_400
                ? TimeSpan.FromSeconds(Math.Ceiling(seconds))
                : null;
    }
}
