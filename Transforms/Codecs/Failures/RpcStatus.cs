using System.Globalization;
using System.Text.Json;

namespace Iris.Transforms.Codecs.Failures;

/// <summary>
/// google.rpc.Status, <c>{"error":{"code","message","status","details"}}</c>, which streaming methods wrap in an array
/// (https://google.aip.dev/193).
/// </summary>
/// <param name="Name"><c>status</c>, for instance <c>INVALID_ARGUMENT</c>.</param>
/// <param name="Message"><c>message</c>, at most 4096 characters; null when missing.</param>
public sealed record RpcStatus(string Name, string? Message)
{
    // The longest name of a field or a quota.
    private const int MaxName = 256;

    /// <summary><c>code</c>, the failure's own HTTP status, 400..599; null when missing.</summary>
    public int? Code { get; private init; }
    /// <summary>ErrorInfo's <c>reason</c>, for instance <c>API_KEY_INVALID</c>.</summary>
    public string? Reason { get; private init; }
    /// <summary>BadRequest's first <c>field</c>.</summary>
    public string? Field { get; private init; }
    /// <summary>RetryInfo's <c>retryDelay</c>, at most a day.</summary>
    public TimeSpan? RetryDelay { get; private init; }
    /// <summary>Whether QuotaFailure's first quota is a daily one.</summary>
    public bool IsDailyQuota { get; private init; }

    /// <summary>Reads a failed answer; null when it has another shape.</summary>
    public static RpcStatus? Read(ErrorAnswer answer) => ErrorJson.Read(answer.Body, static root =>
        ErrorJson.Object(root, "error") is { } error && ErrorJson.Text(error, "status") is { } name ? Of(error, name) : null);

    private static RpcStatus Of(JsonElement error, string name)
    {
        var status = new RpcStatus(name, ErrorJson.Text(error, "message"))
        {
            Code = error.TryGetProperty("code", out var number) && number.ValueKind == JsonValueKind.Number
                && number.TryGetInt32(out var code) && code is >= 400 and <= 599 ? code : null,
        };
        if (!error.TryGetProperty("details", out var details) || details.ValueKind != JsonValueKind.Array)
            return status;
        foreach (var detail in details.EnumerateArray())
        {
            if (detail.ValueKind == JsonValueKind.Object)
                status = status.With(detail);
        }
        return status;
    }

    private RpcStatus With(JsonElement detail)
    {
        var type = ErrorJson.Text(detail, "@type") ?? "";
        return type[(type.LastIndexOf('.') + 1)..] switch
        {
            "ErrorInfo" => this with { Reason = ErrorJson.Text(detail, "reason") ?? Reason },
            "RetryInfo" => this with { RetryDelay = Delay(ErrorJson.Text(detail, "retryDelay")) ?? RetryDelay },
            "BadRequest" => this with { Field = Field ?? First(detail, "fieldViolations", "field") },
            "QuotaFailure" => this with { IsDailyQuota = First(detail, "violations", "quotaId")?.Contains("PerDay", StringComparison.Ordinal) ?? IsDailyQuota },
            _ => this,
        };
    }

    private static string? First(JsonElement detail, string list, string name)
    {
        if (!detail.TryGetProperty(list, out var items) || items.ValueKind != JsonValueKind.Array)
            return null;
        foreach (var item in items.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Object && ErrorJson.Text(item, name, MaxName) is { } text)
                return text;
        }
        return null;
    }

    // Reads "34.4s"; ignores more than a day.
    private static TimeSpan? Delay(string? text) =>
        text is not null && text.EndsWith('s')
        && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
        && seconds is > 0 and <= 86_400
            ? TimeSpan.FromSeconds(Math.Ceiling(seconds))
            : null;
}
