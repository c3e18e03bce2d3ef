using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Codecs;

/// <summary>
/// A model's name as part of an address. A client chooses the name, so that it must not lead to another path of the same host: codecs refuse a
/// name here before they escape it here.
/// </summary>
public static class ModelPath
{
    /// <summary>
    /// Refuses a name with an empty part, a part of dots, <c>?</c>, <c>#</c>, <c>\</c> or a control character, plainly or percent-encoded any number
    /// of times: servers and proxies differ in how often they decode.
    /// </summary>
    /// <param name="model">The name, or the part of it that stands in the path. A slash divides it into parts.</param>
    /// <returns>A 400, code <c>model_not_found</c>; null when the name may stand in a path.</returns>
    public static ImageError? Refuse(string model) => ProblemOf(model) is { } problem
        ? ImageError.Invalid($"'{ShortText.Cut(model, 128)}' names no model: {problem}.", "model", "model_not_found")
        : null;

    /// <summary>The name as one segment of a path: a slash in it is escaped.</summary>
    public static string Segment(string model) => Uri.EscapeDataString(model);

    /// <summary>The name as segments of a path.</summary>
    public static string Segments(string model) => string.Join('/', model.Split('/').Select(Segment));

    private static string? ProblemOf(string model)
    {
        while (true)
        {
            if (model.AsSpan().IndexOfAny('?', '#', '\\') is >= 0 and var at)
                return $"'{model[at]}' cannot stand in it";
            foreach (var character in model)
            {
                if (char.IsControl(character))
                    return "it has a control character";
            }
            foreach (var range in model.AsSpan().Split('/'))
            {
                if (IsNothing(model.AsSpan(range)))
                    return "a part of it is empty or of dots";
            }
            if (!model.Contains('%', StringComparison.Ordinal))
                return null;
            var decoded = Uri.UnescapeDataString(model);
            if (decoded == model)
                return HasEscape(model) ? "an escape in it is no text" : null;
            model = decoded;
        }
    }

    // Some servers cut a segment at its parameters, white space or last dots before they resolve it.
    private static bool IsNothing(ReadOnlySpan<char> segment)
    {
        if (segment.IndexOf(';') is >= 0 and var parameters)
            segment = segment[..parameters];
        return segment.Trim().Trim('.').Trim().IsEmpty;
    }

    // Such as %C0%AE, which is no UTF-8 and a dot for careless decoders.
    private static bool HasEscape(string model)
    {
        for (var i = 0; i + 2 < model.Length; i++)
        {
            if (model[i] == '%' && char.IsAsciiHexDigit(model[i + 1]) && char.IsAsciiHexDigit(model[i + 2]))
                return true;
        }
        return false;
    }
}
