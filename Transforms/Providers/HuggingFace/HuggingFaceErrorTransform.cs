using System.Text.Json;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Failures;
using Iris.Transforms.Codecs.Tasks;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Providers.HuggingFace;

/// <summary>
/// Reads failures that come through the router (docs/providers/huggingface.md, "Failures"), in this order: FastAPI's <c>detail</c>, <c>message</c>,
/// <c>error</c> as text, list or object. fal's classes of failures decide the status.
/// </summary>
internal static class HuggingFaceErrorTransform
{
    // What a loading model says may be optimistic or absurd.
    private const double MaxLoadingSeconds = 30;

    /// <summary>fal's class → status and code. Correct a row here; whatever is missing keeps its status and its own name.</summary>
    private static readonly (string Class, int Status, string Code)[] Classes =
    [
        ("content_policy_violation", 400, "moderation_blocked"),
        ("no_media_generated", 502, "no_image"),
        ("internal_server_error", 502, "internal_server_error"),
        ("internal_error", 502, "internal_error"),
        ("downstream_service_error", 502, "downstream_service_error"),
        ("downstream_service_unavailable", 503, "downstream_service_unavailable"),
        ("generation_timeout", 504, "generation_timeout"),
        ("request_timeout", 504, "request_timeout"),
        ("startup_timeout", 504, "startup_timeout"),
        ("runner_scheduling_failure", 503, "runner_scheduling_failure"),
        ("runner_connection_timeout", 504, "runner_connection_timeout"),
        ("runner_connection_refused", 503, "runner_connection_refused"),
        ("runner_disconnected", 502, "runner_disconnected"),
    ];

    private sealed record Said(string? Message, string? Class = null, string? Param = null, TimeSpan? RetryAfter = null, bool IsLoading = false);

    /// <summary>Reads a failed answer; never throws.</summary>
    public static ImageError Read(ErrorAnswer answer) => ReadBody(answer.Body) is { } said ? Build(answer, said) : OpenAIErrorReader.Read(answer);

    /// <summary>The error that stands inside a 200: <c>detail</c> or <c>error</c>, with its class in <c>error_type</c>; null when there is none.</summary>
    public static ImageError? ReadFailure(TaskFacts facts)
    {
        if ((facts.Has("detail") ? "detail" : facts.Has("error") ? "error" : null) is not { } name)
            return null;
        // A value that was too long to be kept is an error all the same.
        var json = facts.Raw(name) is { IsEmpty: false } kept ? kept : "\"\""u8;
        byte[] body = [.. "{\""u8, .. System.Text.Encoding.UTF8.GetBytes(name), .. "\":"u8, .. json, .. "}"u8];
        return Read(new ErrorAnswer(502, "application/json", body, null) { ErrorType = facts.Text("error_type") });
    }

    private static ImageError Build(ErrorAnswer answer, Said said)
    {
        var named = said.Class ?? answer.ErrorType;
        var known = Array.Find(Classes, row => row.Class == named);
        var message = said.Message ?? $"provider API error (status {answer.Status})";
        var status = answer.Status;
        if (known.Class is not null)
            status = known.Status;
        // A detail with a place in the request is the caller's, whatever status it came under; without one of its own (inside a 200) too.
        else if (status == 422 || (status == 502 && said.Param is not null))
            status = 400;
        else if (message.Contains("exhausted balance", StringComparison.OrdinalIgnoreCase))
            status = 402;
        var isModeration = known.Code == "moderation_blocked";
        return new ImageError
        {
            Status = status,
            Type = isModeration ? "image_generation_user_error" : TypeOf(status),
            Code = known.Code ?? (said.IsLoading ? "model_loading" : named),
            Param = isModeration ? null : said.Param,
            Message = ShortText.Cut(message, ImageError.MaxMessageLength),
            RetryAfter = answer.RetryAfter ?? said.RetryAfter,
        };
    }

    private static Said? ReadBody(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? ReadRoot(document.RootElement) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second is what a string throws that is no valid Unicode.
            return null;
        }
    }

    private static Said? ReadRoot(JsonElement root)
    {
        if (root.TryGetProperty("detail", out var detail))
        {
            if (detail.ValueKind == JsonValueKind.Array && detail.GetArrayLength() > 0 && detail[0].ValueKind == JsonValueKind.Object)
                return FromList(detail);
            if (Text(detail) is { } text)
                return new Said(text, RetryAfter: Seconds(root, "retry_after"));
        }
        if (root.TryGetProperty("message", out var message) && Text(message) is { } flat)
            return new Said(flat);
        if (!root.TryGetProperty("error", out var error))
            return null;
        if (Text(error) is { } told)
        {
            var wait = Seconds(root, "estimated_time");
            return new Said(told, RetryAfter: wait, IsLoading: wait is not null);
        }
        return error.ValueKind == JsonValueKind.Array && error.EnumerateArray().Any(item => Text(item) is not null)
            ? new Said(string.Join("; ", error.EnumerateArray().Select(Text).Where(item => item is not null)))
            : null;
    }

    // {"loc": ["body", "image_size"], "msg": "…", "type": "value_error"}
    private static Said FromList(JsonElement detail)
    {
        var messages = detail.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object).Select(Describe).Where(text => text.Length > 0);
        var first = detail[0];
        return new Said(
            string.Join("; ", messages) is { Length: > 0 } text ? text : null,
            first.TryGetProperty("type", out var type) ? Text(type) : null,
            Location(first));
    }

    private static string Describe(JsonElement item)
    {
        var message = item.TryGetProperty("msg", out var msg) ? Text(msg) : null;
        var location = Location(item);
        return location is null || message is null ? message ?? "" : $"{location}: {message}";
    }

    private static string? Location(JsonElement item)
    {
        if (!item.TryGetProperty("loc", out var loc) || loc.ValueKind != JsonValueKind.Array)
            return null;
        var parts = loc.EnumerateArray().Select(part => part.ToString()).ToList();
        if (parts.Count > 0 && parts[0] == "body")
            parts.RemoveAt(0);
        return parts.Count == 0 ? null : ShortText.Cut(string.Join('.', parts), 256);
    }

    private static TimeSpan? Seconds(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds > 0
            ? TimeSpan.FromSeconds(Math.Min(seconds, MaxLoadingSeconds))
            : null;

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static string TypeOf(int status) => status switch
    {
        401 => "authentication_error",
        402 => "insufficient_quota",
        403 => "permission_error",
        429 => "rate_limit_error",
        >= 500 => "server_error",
        _ => "invalid_request_error",
    };
}
