using System.Globalization;
using System.Text.Json;
using Iris.Gateway.CallLogs;

namespace Iris.Gateway.Admin;

/// <summary>A member of a call in answers and exports.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Of">Its value: a text, a whole number, an amount, true or false, or null.</param>
internal sealed record CallColumn(string Name, Func<CallRow, object?> Of)
{
    /// <summary>Writes it as a member of an object.</summary>
    public void Write(Utf8JsonWriter writer, CallRow row)
    {
        writer.WritePropertyName(Name);
        switch (Of(row))
        {
            case string text:
                writer.WriteStringValue(text);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case decimal amount:
                writer.WriteNumberValue(amount);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    /// <summary>Its text in a table, empty for null.</summary>
    public string ToText(CallRow row) => Of(row) switch
    {
        string text => text,
        long number => number.ToString(CultureInfo.InvariantCulture),
        decimal amount => amount.ToString(CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        _ => "",
    };
}

/// <summary>The members of a call, in order: Bifrost's names where it has them.</summary>
internal static class CallColumns
{
    private const decimal NanoInUsd = 1_000_000_000m;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<CallColumn> All { get; } =
    [
        new("id", row => row.Id),
        new("request_id", row => row.RequestId),
        new("timestamp", row => DateTimeOffset.FromUnixTimeMilliseconds(row.Time).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
        new("object", row => row.Operation),
        new("status", row => row.Status < 400 && row.ErrorType is null ? "success" : "error"),
        new("status_code", row => (long)row.Status),
        new("error_type", row => row.ErrorType),
        new("route", row => row.Route),
        new("provider", row => row.Provider),
        new("model", row => row.Model),
        new("model_requested", row => row.ModelRequested),
        new("selected_key_id", row => row.Destination),
        new("virtual_key_id", row => row.Key),
        new("virtual_key_name", row => row.Key),
        new("team_id", row => row.Group),
        new("client", row => row.Client),
        new("stream", row => row.Stream),
        new("n", row => row.Asked),
        new("size", row => row.Size),
        new("images", row => row.Images),
        new("latency", row => row.Milliseconds),
        new("first_image_latency", row => row.FirstMilliseconds),
        new("attempts", row => (long)row.Attempts),
        new("bytes_in", row => row.BytesIn),
        new("bytes_out", row => row.BytesOut),
        new("input_tokens", row => row.TokensIn),
        new("output_tokens", row => row.TokensOut),
        new("total_tokens", row => row.TokensIn is null && row.TokensOut is null ? null : (row.TokensIn ?? 0) + (row.TokensOut ?? 0)),
        new("cost", row => row.CostNano / NanoInUsd),
        new("cost_source", row => row.CostSource),
        new("possibly_billed", row => row.PossiblyNano / NanoInUsd),
        new("prompt", row => row.Prompt),
    ];
}
