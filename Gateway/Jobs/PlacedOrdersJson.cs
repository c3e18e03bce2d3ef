using System.Text;
using System.Text.Json;
using Iris.Gateway.Calls;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Jobs;

/// <summary>Placed orders as they stand on a job's row.</summary>
internal static class PlacedOrdersJson
{
    /// <summary>Writes them.</summary>
    public static string Write(PlacedOrders placed)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("cluster"u8, placed.Cluster);
            json.WriteString("model"u8, placed.Model);
            json.WriteString("destination"u8, placed.Destination);
            json.WriteNumber("fallback"u8, placed.FallbackIndex);
            if (placed.Most is { } most)
                json.WriteNumber("most"u8, most.Amount);
            json.WriteStartArray("receipts"u8);
            foreach (var receipt in placed.Receipts)
                json.WriteRawValue(receipt, skipInputValidation: true);
            json.WriteEndArray();
            json.WriteStartArray("trail"u8);
            foreach (var attempt in placed.Trail)
                Write(json, attempt);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    /// <summary>Reads them; null where they are something else.</summary>
    public static PlacedOrders? Parse(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var root = json.RootElement;
            return new PlacedOrders
            {
                Cluster = root.GetProperty("cluster").GetString()!,
                Model = root.GetProperty("model").GetString()!,
                Destination = root.GetProperty("destination").GetString()!,
                Most = MostOf(root),
                FallbackIndex = root.GetProperty("fallback").GetInt32(),
                Receipts = [.. root.GetProperty("receipts").EnumerateArray().Select(receipt => Encoding.UTF8.GetBytes(receipt.GetRawText()))],
                Trail = [.. root.GetProperty("trail").EnumerateArray().Select(ReadAttempt)],
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static void Write(Utf8JsonWriter json, AttemptRecord attempt)
    {
        json.WriteStartObject();
        json.WriteString("provider"u8, attempt.Provider);
        json.WriteString("model"u8, attempt.Model);
        json.WriteString("destination"u8, attempt.Destination);
        json.WriteNumber("status"u8, attempt.Status);
        json.WriteString("error"u8, attempt.ErrorType);
        json.WriteNumber("latency"u8, attempt.LatencyMilliseconds);
        json.WriteBoolean("billed"u8, attempt.PossiblyBilled);
        if (attempt.MostCost is { } most)
            json.WriteNumber("most"u8, most.Amount);
        json.WriteString("skipped"u8, attempt.Skipped);
        json.WriteEndObject();
    }

    private static Usd? MostOf(JsonElement json) => json.TryGetProperty("most", out var most) ? Usd.AtMost(most.GetDecimal()) : null;

    private static AttemptRecord ReadAttempt(JsonElement json) => new(
        json.GetProperty("provider").GetString()!,
        json.GetProperty("model").GetString()!,
        json.GetProperty("destination").GetString(),
        json.GetProperty("status").GetInt32(),
        json.GetProperty("error").GetString(),
        json.GetProperty("latency").GetInt64(),
        json.GetProperty("billed").GetBoolean())
    {
        MostCost = MostOf(json),
        Skipped = json.GetProperty("skipped").GetString(),
    };
}
