using System.Text.Json;
using Iris.Gateway.CallLogs;

namespace Iris.Gateway.Admin;

/// <summary>Writes calls and sums of them, with Bifrost's members and some of our own.</summary>
internal static class CallJson
{
    /// <summary>Writes one call.</summary>
    public static void Write(Utf8JsonWriter writer, CallRow row)
    {
        writer.WriteStartObject();
        foreach (var column in CallColumns.All)
            column.Write(writer, row);
        writer.WriteEndObject();
    }

    /// <summary>Writes the members of a list's statistics.</summary>
    public static void WriteStats(Utf8JsonWriter writer, in CallSums sums)
    {
        writer.WriteNumber("total_requests"u8, sums.Calls);
        writer.WriteNumber("success_rate"u8, sums.Calls == 0 ? 0 : Math.Round(100.0 * (sums.Calls - sums.Errors) / sums.Calls, 3));
        writer.WriteNumber("average_latency"u8, Math.Round(sums.MeanMilliseconds, 3));
        writer.WriteNumber("max_latency"u8, sums.Milliseconds.Most);
        writer.WriteNumber("total_tokens"u8, sums.Tokens);
        writer.WriteNumber("total_images"u8, sums.Images);
        writer.WriteUsd("total_cost", sums.CostNano);
        writer.WriteNumber("missing_cost"u8, sums.Unpriced);
    }

    /// <summary>Writes the members of a histogram's bucket.</summary>
    public static void WriteBucket(Utf8JsonWriter writer, in CallSums sums)
    {
        writer.WriteNumber("count"u8, sums.Calls);
        writer.WriteNumber("success"u8, sums.Calls - sums.Errors);
        writer.WriteNumber("error"u8, sums.Errors);
        writer.WriteUsd("cost", sums.CostNano);
        writer.WriteNumber("missing_cost"u8, sums.Unpriced);
        writer.WriteNumber("images"u8, sums.Images);
        writer.WriteNumber("tokens"u8, sums.Tokens);
        writer.WriteNumber("average_latency"u8, Math.Round(sums.MeanMilliseconds, 3));
        writer.WriteNumber("max_latency"u8, sums.Milliseconds.Most);
    }
}
