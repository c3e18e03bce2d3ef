using System.Text.RegularExpressions;

namespace Iris.Transforms.Wire.Pictures;

/// <summary>
/// Removes picture data from a text that a message repeats: a model or a server may put a picture, or the beginning of one, into its words.
/// </summary>
internal static partial class PictureText
{
    private const string Blank = "[picture]";

    // Base64 of random bytes rarely goes so far without a slash, and hardly any word or path segment is so long.
    private const int ShortestRun = 16;
    private const int LongPart = 40;
    private const int LongRun = 60;

    // The first bytes of PNG, JPEG, WebP, GIF and SVG in base64.
    private static readonly string[] Beginnings = ["iVBORw0KGgo", "/9j/", "UklGR", "R0lGOD", "PHN2Zy"];

    /// <summary>The text with <c>[picture]</c> in place of every data URL and every run of base64; the same string when it has none.</summary>
    public static string Without(string text)
    {
        if (!MayHold(text))
            return text;
        text = DataUrl().Replace(text, Blank);
        return Run().Replace(text, static run => IsPicture(run.ValueSpan) ? Blank : run.Value);
    }

    // Most texts are a gateway's own sentence: looking for what both patterns need costs a tenth of asking them.
    private static bool MayHold(string text)
    {
        if (text.Contains(',') && text.Contains("data:", StringComparison.OrdinalIgnoreCase))
            return true;
        var run = 0;
        foreach (var letter in text)
        {
            run = char.IsAsciiLetterOrDigit(letter) || letter is '+' or '/' or '_' or '-' or '\\' ? run + 1 : 0;
            if (run >= ShortestRun)
                return true;
        }
        return false;
    }

    private static bool IsPicture(ReadOnlySpan<char> run)
    {
        foreach (var beginning in Beginnings)
        {
            if (run.StartsWith(beginning, StringComparison.Ordinal))
                return true;
        }
        return run.Length >= LongRun && HasLongPart(run) && IsMixed(run);
    }

    private static bool HasLongPart(ReadOnlySpan<char> run)
    {
        foreach (var part in run.Split('/'))
        {
            if (part.End.Value - part.Start.Value >= LongPart)
                return true;
        }
        return false;
    }

    // A picture has letters of both cases and digits; a hash, a word or a row of one letter has not.
    private static bool IsMixed(ReadOnlySpan<char> run) =>
        run.IndexOfAnyInRange('0', '9') >= 0 && run.IndexOfAnyInRange('A', 'Z') >= 0 && run.IndexOfAnyInRange('a', 'z') >= 0;

    // A text may be raw JSON, in which a slash and a plus sign may be escaped.
    [GeneratedRegex(
        """data:(?:image/[^\s,"'<>]{0,128}|[^\s,"'<>]{0,128};base64),(?:[^\s"'<>()\[\]{}\\]|\\/|\\u002[bBfF])*""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DataUrl();

    [GeneratedRegex("""(?:[A-Za-z0-9+/_-]|\\/|\\u002[bBfF]){16,}={0,2}""", RegexOptions.CultureInvariant)]
    private static partial Regex Run();
}
