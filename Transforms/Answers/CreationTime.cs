using System.Globalization;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Answers;

/// <summary>
/// Reads a provider's time of creation, which OpenAI's schema wants as whole seconds since 1970 (docs/contract.md, section 4.1). Servers also send
/// fractions, texts, milliseconds and dates.
/// </summary>
internal static class CreationTime
{
    // The longest text that is a number or a date.
    private const int MaxText = 64;
    // The end of the year 9999, in seconds.
    private const double End = 253_402_300_799;
    // The year 5138. A larger number counts thousandths of seconds, or thousandths of these.
    private const double LargestSeconds = 1e11;

    /// <summary>Whether a raw value is whole seconds already.</summary>
    public static bool IsSeconds(ReadOnlySpan<byte> json) => json.Length <= 11 && !json.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    /// <summary>Reads a raw value; null when it names no time.</summary>
    public static long? Read(ReadOnlySpan<byte> json)
    {
        if (json.Length > MaxText)
            return null;
        var text = json.StartsWith("\""u8) ? JsonText.Unescape(json[1..^1]) : JsonText.Unescape(json);
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
            return InRange(seconds);
        // A server's local time cannot be told from UTC, which is the usual one.
        return json[0] == (byte)'"' && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? InRange(date.ToUnixTimeSeconds())
            : null;
    }

    private static long? InRange(double seconds)
    {
        while (seconds > LargestSeconds && double.IsFinite(seconds) && seconds < 1e20)
            seconds /= 1000;
        return seconds is >= 0 and <= End ? (long)seconds : null;
    }
}
