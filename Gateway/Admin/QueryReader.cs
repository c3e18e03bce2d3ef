using System.Globalization;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Admin;

/// <summary>Reads the parameters of a query. Whatever is wrong is told by the parameter's name; one that nobody asked for is wrong as well.</summary>
internal sealed class QueryReader(IQueryCollection query)
{
    private const int MostValues = 50;

    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);
    private ImageError? _error;

    /// <summary>The first thing that is wrong; null for nothing. Asked when everything has been read.</summary>
    public ImageError? Error => _error ??= query.Keys.FirstOrDefault(name => !_known.Contains(name)) is { } stranger
        ? AdminErrors.Invalid(Calls.PrintableText.Of(stranger), $"is no parameter here; there are {string.Join(", ", _known)}")
        : null;

    /// <summary>A text; null when it is absent or empty.</summary>
    public string? Text(string name)
    {
        _known.Add(name);
        var values = query[name];
        if (values.Count > 1)
            Refuse(name, "is given more than once");
        return values.Count > 0 && values[0] is { Length: > 0 } text ? text : null;
    }

    /// <summary>Several texts: separated by commas, in several parameters, or both.</summary>
    public IReadOnlyList<string> List(string name)
    {
        _known.Add(name);
        string[] values =
            [.. query[name].SelectMany(value => (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        if (values.Length > MostValues)
            Refuse(name, string.Create(CultureInfo.InvariantCulture, $"holds {values.Length} values and may hold {MostValues}"));
        return values;
    }

    /// <summary>A whole number.</summary>
    public long? Whole(string name, long least, long most)
    {
        if (Text(name) is not { } text)
            return null;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;
        Refuse(name, string.Create(CultureInfo.InvariantCulture, $"must be a whole number, {least} to {most}"));
        return null;
    }

    /// <summary>A number that is not negative.</summary>
    public decimal? Number(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value < 1_000_000_000)
            return value;
        Refuse(name, "must be a number, 0 or more");
        return null;
    }

    /// <summary>The bounds <c>min_…</c> and <c>max_…</c>, in units of which this many make one.</summary>
    public (long? Least, long? Most) Range(string name, decimal units)
    {
        var (least, most) = (Number("min_" + name), Number("max_" + name));
        if (least > most)
            Refuse("min_" + name, $"is above 'max_{name}'");
        return (least is { } low ? (long)decimal.Ceiling(low * units) : null, most is { } high ? (long)decimal.Floor(high * units) : null);
    }

    /// <summary>A time, in milliseconds since 1970.</summary>
    public long? Time(string name)
    {
        if (Text(name) is not { } text)
            return null;
        // A plus sign that was not encoded has become a space.
        if (text.Length >= 10 && text[4] == '-' && DateTimeOffset.TryParse(
            text.Replace(' ', '+'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time.ToUnixTimeMilliseconds();
        }
        Refuse(name, "must be a time such as 2027-01-01T00:00:00Z");
        return null;
    }

    /// <summary>True or false; false when it is absent.</summary>
    public bool Flag(string name)
    {
        if (Text(name) is not { } text)
            return false;
        if (!bool.TryParse(text, out var value))
            Refuse(name, "must be true or false");
        return value;
    }

    /// <summary>One of some words; the first when it is absent.</summary>
    public T OneOf<T>(string name, params ReadOnlySpan<(string Word, T Value)> words)
    {
        if (Text(name) is not { } text)
            return words[0].Value;
        var known = new string[words.Length];
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i].Word.Equals(text, StringComparison.OrdinalIgnoreCase))
                return words[i].Value;
            known[i] = words[i].Word;
        }
        Refuse(name, $"must be one of {string.Join(", ", known)}");
        return words[0].Value;
    }

    /// <summary>Notes what is wrong with a parameter, unless something was wrong before.</summary>
    public void Refuse(string name, string message) => _error ??= AdminErrors.Invalid(name, message);
}
