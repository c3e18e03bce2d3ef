using System.Text.Json;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Failures;
using Iris.Transforms.Codecs.Tasks;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Providers.HuggingFace;

/// <summary>
/// Reads failures that come through the router (docs/providers/huggingface.md, "Failures"), in this order: FastAPI's <c>detail</c>, <c>message</c>,
/// and <c>error</c> as a text, list or object. fal's failure classes decide the status.
/// </summary>
internal static class HuggingFaceErrors
{
    // The estimated time of a loading model may be far too short or too long.
    private const double MaxLoadingSeconds = 30;

    /// <summary>The meaning of fal's failure classes. Any other class keeps its status and its name.</summary>
    private static readonly FailureWord[] Classes =
    [
        new("content_policy_violation", 400, FailureWord.Moderation),
        new("no_media_generated", 502, "no_image"),
        new("internal_server_error", 502, "internal_server_error"),
        new("internal_error", 502, "internal_error"),
        new("downstream_service_error", 502, "downstream_service_error"),
        new("downstream_service_unavailable", 503, "downstream_service_unavailable"),
        new("generation_timeout", 504, "generation_timeout"),
        new("request_timeout", 504, "request_timeout"),
        new("startup_timeout", 504, "startup_timeout"),
        new("runner_scheduling_failure", 503, "runner_scheduling_failure"),
        new("runner_connection_timeout", 504, "runner_connection_timeout"),
        new("runner_connection_refused", 503, "runner_connection_refused"),
        new("runner_disconnected", 502, "runner_disconnected"),
    ];

    private sealed record Said(string? Message, string? Class = null, string? Param = null, TimeSpan? RetryAfter = null, bool IsLoading = false);

    /// <summary>Reads a failed answer; never throws.</summary>
    public static ImageError Read(ErrorAnswer answer) =>
        ErrorJson.Read(answer.Body, ReadRoot) is { } said ? Build(answer, said) : OpenAIErrorReader.Read(answer);

    /// <summary>
    /// The error inside a 200 answer: <c>detail</c> or <c>error</c>, with its class in <c>error_type</c>; null when there is none.
    /// </summary>
    public static ImageError? ReadFailure(TaskFacts facts)
    {
        if ((facts.Has("detail") ? "detail" : facts.Has("error") ? "error" : null) is not { } name)
            return null;
        // An error that is too long to read is still an error.
        var json = facts.Raw(name) is { IsEmpty: false } kept ? kept : "\"\""u8;
        byte[] body = [.. "{\""u8, .. System.Text.Encoding.UTF8.GetBytes(name), .. "\":"u8, .. json, .. "}"u8];
        return Read(new ErrorAnswer(502, "application/json", body, null) { ErrorType = facts.Text("error_type") });
    }

    private static ImageError Build(ErrorAnswer answer, Said said)
    {
        var named = said.Class ?? answer.ErrorType;
        var known = FailureWord.Of(Classes, named);
        var message = ShortText.Cut(said.Message ?? $"provider API error (status {answer.Status})", ImageError.MaxMessageLength);
        if (known is { Code: FailureWord.Moderation })
            return known.Error(message) with { RetryAfter = answer.RetryAfter ?? said.RetryAfter };
        var status = answer.Status;
        if (known is not null)
            status = known.Status;
        // A detail that names a place in the request is the caller's fault, whatever its status is, and also inside a 200 answer, where it has
        // none.
        else if (status == 422 || (status == 502 && said.Param is not null))
            status = 400;
        else if (message.Contains("exhausted balance", StringComparison.OrdinalIgnoreCase))
            status = 402;
        return new ImageError
        {
            Status = status,
            Type = StatusTypes.Of(status),
            Code = known?.Code ?? (said.IsLoading ? "model_loading" : named),
            Param = said.Param,
            Message = message,
            RetryAfter = answer.RetryAfter ?? said.RetryAfter,
        };
    }

    private static Said? ReadRoot(JsonElement root)
    {
        if (root.TryGetProperty("detail", out var detail))
        {
            if (FastApiDetail.Findings(detail) is { Count: > 0 } findings)
                return FromFindings(findings);
            if (ErrorJson.Text(detail) is { } text)
                return new Said(text, RetryAfter: Seconds(root, "retry_after"));
        }
        if (ErrorJson.Text(root, "message") is { } flat)
            return new Said(flat);
        if (!root.TryGetProperty("error", out var error))
            return null;
        if (ErrorJson.Text(error) is { } told)
        {
            var wait = Seconds(root, "estimated_time");
            return new Said(told, RetryAfter: wait, IsLoading: wait is not null);
        }
        return error.ValueKind == JsonValueKind.Array && error.EnumerateArray().Any(item => ErrorJson.Text(item) is not null)
            ? new Said(string.Join("; ", error.EnumerateArray().Select(item => ErrorJson.Text(item)).Where(item => item is not null)))
            : null;
    }

    // The location "body" names no member.
    private static Said FromFindings(IReadOnlyList<FastApiFinding> findings)
    {
        var messages = findings.Where(finding => finding.Message is not null)
            .Select(finding => finding.Location is null or "body" ? finding.Message : $"{finding.Location}: {finding.Message}");
        var location = findings[0].Location;
        return new Said(string.Join("; ", messages) is { Length: > 0 } text ? text : null, findings[0].Type, location == "body" ? null : location);
    }

    private static TimeSpan? Seconds(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds > 0
            ? TimeSpan.FromSeconds(Math.Min(seconds, MaxLoadingSeconds))
            : null;
}
