using System.Text.Json;

namespace Iris.Gateway.Admin;

/// <summary>Writes answers of the management API.</summary>
internal static class AdminResponse
{
    /// <summary>Writes an object.</summary>
    /// <param name="context">The request.</param>
    /// <param name="write">Writes the members.</param>
    public static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        context.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
        await writer.FlushAsync(context.RequestAborted);
        // Over HTTP/3 the server loses what is not flushed before its response ends.
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <summary>Writes a time as RFC 3339, or null.</summary>
    public static void WriteTime(this Utf8JsonWriter writer, string name, DateTimeOffset? time)
    {
        if (time is { } known)
            writer.WriteString(name, known.UtcDateTime);
        else
            writer.WriteNull(name);
    }

    /// <summary>Writes a number, or null.</summary>
    public static void WriteNumberOrNull(this Utf8JsonWriter writer, string name, long? number)
    {
        if (number is { } known)
            writer.WriteNumber(name, known);
        else
            writer.WriteNull(name);
    }

    /// <summary>Writes billionths of a dollar as dollars, or null.</summary>
    public static void WriteUsd(this Utf8JsonWriter writer, string name, long? nano)
    {
        if (nano is { } known)
            writer.WriteNumber(name, known / 1_000_000_000m);
        else
            writer.WriteNull(name);
    }

    /// <summary>Writes a list of texts.</summary>
    public static void WriteTexts(this Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    /// <summary>Writes a span as the file has it.</summary>
    public static void WriteSpan(this Utf8JsonWriter writer, string name, TimeSpan span) =>
        writer.WriteString(name, span.ToString("c", System.Globalization.CultureInfo.InvariantCulture));
}
