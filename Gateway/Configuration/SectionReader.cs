using System.Globalization;

namespace Iris.Gateway.Configuration;

/// <summary>
/// Reads typed values of one section. An invalid value is reported and replaced by the fallback, so that reading goes on; an absent value or null
/// is the fallback as well. It replaces .NET's binder, which throws at the first error.
/// </summary>
internal readonly struct SectionReader(IConfigurationSection section, ConfigurationErrors errors)
{
    public SectionReader Section(string name) => new(section.GetSection(name), errors);

    /// <summary>The value's text; null when it is absent, and when it is an object, which the shape has reported.</summary>
    public string? Text(string name) => section[name];

    public TimeSpan Span(string name, TimeSpan fallback, TimeSpan least, TimeSpan most)
    {
        if (Text(name) is not { } text)
            return fallback;
        return TimeSpans.TryParse(text, out var value)
            ? Within(name, text, value, fallback, least, most)
            : Refuse(name, TimeSpans.Refusal(text), fallback);
    }

    /// <summary>A time as <see cref="Span"/> reads it, or short: <c>30s</c>, <c>5m</c>, <c>24h</c>, <c>7d</c>.</summary>
    public TimeSpan Lapse(string name, TimeSpan fallback, TimeSpan least, TimeSpan most)
    {
        if (Text(name) is not { } text)
            return fallback;
        return TimeSpans.TryParseShort(text, out var value) || TimeSpans.TryParse(text, out value)
            ? Within(name, text, value, fallback, least, most)
            : Refuse(name, TimeSpans.ShortRefusal(text), fallback);
    }

    public long Whole(string name, long fallback, long least, long most)
    {
        if (Text(name) is not { } text)
            return fallback;
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            return Refuse(name, $"\"{text}\" is not a whole number", fallback);
        return value < least || value > most ? Refuse(name, $"{value} is outside of {least} to {most}", fallback) : value;
    }

    /// <summary>A ratio, above 0 and up to 1.</summary>
    public double Ratio(string name, double fallback)
    {
        if (Text(name) is not { } text)
            return fallback;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is > 0 and <= 1
            ? value
            : Refuse(name, $"\"{text}\" is not a number above 0 and up to 1", fallback);
    }

    public bool Flag(string name, bool fallback)
    {
        if (Text(name) is not { } text)
            return fallback;
        return bool.TryParse(text, out var value) ? value : Refuse(name, $"\"{text}\" is neither true nor false", fallback);
    }

    public T Refuse<T>(string name, string message, T fallback)
    {
        errors.Add(section.GetSection(name), message);
        return fallback;
    }

    private TimeSpan Within(string name, string text, TimeSpan value, TimeSpan fallback, TimeSpan least, TimeSpan most) =>
        value < least || value > most
            ? Refuse(name, $"\"{text}\" is outside of {TimeSpans.Text(least)} to {TimeSpans.Text(most)}", fallback)
            : value;
}

/// <summary>Parses time spans as YARP and .NET write them: <c>hh:mm:ss</c>, <c>d.hh:mm:ss</c>, with fractions of a second.</summary>
internal static class TimeSpans
{
    // .NET reads a bare "15" as fifteen days, which is never what a user means.
    public static bool TryParse(string text, out TimeSpan value) =>
        TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out value) && text.Contains(':');

    /// <summary>Parses a whole number and a unit: <c>s</c>, <c>m</c>, <c>h</c> or <c>d</c>.</summary>
    public static bool TryParseShort(string text, out TimeSpan value)
    {
        value = default;
        long unit = text is [_, .., var letter] ? letter switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, _ => 0 } : 0;
        if (unit == 0 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return false;
        value = TimeSpan.FromSeconds(count * unit);
        return true;
    }

    public static string Refusal(string text) => $"\"{text}\" is not a time span; write hh:mm:ss, for example \"00:00:15\" (a day is \"1.00:00:00\")";

    /// <summary>The refusal where <see cref="TryParseShort"/> reads as well.</summary>
    public static string ShortRefusal(string text) => $"\"{text}\" is not a time span; write 60s, 5m, 24h or 7d, or hh:mm:ss as in \"00:00:15\"";

    public static string Text(TimeSpan value) => value.ToString("c", CultureInfo.InvariantCulture);
}

/// <summary>A value from a short list of names.</summary>
internal static class Choice
{
    public static string Refusal(string value, IReadOnlyCollection<string> names)
    {
        var hint = NearMiss.Hint(value, names);
        return $"\"{value}\" is not one of {string.Join(", ", names)}{hint}";
    }
}
