using System.Text.Json;
using Iris.Gateway.Model.Access;
using Iris.Gateway.State;

namespace Iris.Gateway.Admin;

/// <summary>Writes budgets and limits in Bifrost's shapes; an amount of money is in US dollars.</summary>
internal static class UsageJson
{
    /// <summary>The name of a counter in addresses and answers, for instance <c>key.shop.usd.1M</c>.</summary>
    public static string IdOf(UsageCounter counter) =>
        $"{(counter.Holder.IsGroup ? "group" : "key")}.{counter.Holder.Name}.{WordOf(counter)}.{counter.Window}";

    /// <summary>Writes a list of budgets.</summary>
    public static void WriteBudgets(Utf8JsonWriter writer, IEnumerable<UsageReading> readings)
    {
        writer.WriteStartArray("budgets"u8);
        foreach (var reading in readings)
        {
            if (reading.Counter.Kind != UsageKind.Usd)
                continue;
            writer.WriteStartObject();
            WriteBudget(writer, reading);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    /// <summary>Writes the members of a budget.</summary>
    public static void WriteBudget(Utf8JsonWriter writer, in UsageReading reading)
    {
        var counter = reading.Counter;
        writer.WriteString("id"u8, IdOf(counter));
        writer.WriteString("holder"u8, counter.Holder.ToString());
        writer.WriteUsd("max_limit", counter.Limit);
        writer.WriteString("reset_duration"u8, counter.Window.IsForever ? null : counter.Window.ToString());
        writer.WriteBoolean("calendar_aligned"u8, counter.Window.Aligned);
        writer.WriteUsd("current_usage", reading.Used);
        writer.WriteUsd("reserved", reading.Reserved);
        writer.WriteTime("last_reset", reading.Started);
        writer.WriteTime("next_reset", reading.Ends);
        if (reading.Extra == 0)
            return;
        writer.WriteUsd("override_amount", reading.Extra);
        writer.WriteString("override_mode"u8, reading.ExtraWindows < 0 ? "forever" : "cycles");
        if (reading.ExtraWindows > 0)
            writer.WriteNumber("override_cycles"u8, reading.ExtraWindows);
        writer.WriteUsd("effective_max_limit", Tally.Add(counter.Limit, reading.Extra));
    }

    /// <summary>Writes the limits of one holder as a member; null where there is none.</summary>
    public static void WriteRateLimit(Utf8JsonWriter writer, string name, IReadOnlyCollection<UsageReading> readings)
    {
        if (!readings.Any(reading => reading.Counter.Kind != UsageKind.Usd))
        {
            writer.WriteNull(name);
            return;
        }
        writer.WriteStartObject(name);
        WriteRateLimit(writer, readings);
        writer.WriteEndObject();
    }

    /// <summary>
    /// Writes the members of one holder's limits: Bifrost's, which know one window of requests and one of tokens, and a list of all.
    /// </summary>
    public static void WriteRateLimit(Utf8JsonWriter writer, IReadOnlyCollection<UsageReading> readings)
    {
        var holder = readings.First().Counter.Holder;
        writer.WriteString("id"u8, $"{(holder.IsGroup ? "group" : "key")}.{holder.Name}");
        writer.WriteString("holder"u8, holder.ToString());
        WriteFirst(writer, "request", readings, UsageKind.Requests);
        WriteFirst(writer, "token", readings, UsageKind.Tokens);
        writer.WriteStartArray("limits"u8);
        foreach (var reading in readings)
        {
            if (reading.Counter.Kind == UsageKind.Usd)
                continue;
            writer.WriteStartObject();
            writer.WriteString("id"u8, IdOf(reading.Counter));
            writer.WriteString("kind"u8, WordOf(reading.Counter));
            writer.WriteNumber("max_limit"u8, Tally.Add(reading.Counter.Limit, reading.Extra));
            writer.WriteString("reset_duration"u8, reading.Counter.Window.IsForever ? null : reading.Counter.Window.ToString());
            writer.WriteNumber("current_usage"u8, reading.Used);
            writer.WriteNumber("reserved"u8, reading.Reserved);
            writer.WriteTime("last_reset", reading.Started);
            writer.WriteTime("next_reset", reading.Ends);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteFirst(Utf8JsonWriter writer, string name, IEnumerable<UsageReading> readings, UsageKind kind)
    {
        foreach (var reading in readings)
        {
            if (reading.Counter.Kind != kind)
                continue;
            writer.WriteNumber($"{name}_max_limit", Tally.Add(reading.Counter.Limit, reading.Extra));
            writer.WriteString($"{name}_reset_duration", reading.Counter.Window.ToString());
            writer.WriteNumber($"{name}_current_usage", reading.Used);
            writer.WriteTime($"{name}_last_reset", reading.Started);
            return;
        }
    }

    private static string WordOf(UsageCounter counter) => counter.Kind.ToString().ToLowerInvariant();
}
