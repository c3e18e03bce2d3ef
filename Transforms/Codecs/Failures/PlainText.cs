using System.Text;
using Iris.Transforms.Wire.Json;
using Iris.Transforms.Wire.Pictures;

namespace Iris.Transforms.Codecs.Failures;

/// <summary>The beginning of a failed answer that is plain text, as proxies and servers that crashed send it.</summary>
internal static class PlainText
{
    // The most characters that are repeated.
    private const int MaxText = 200;

    // The most bytes that are read: with blanks and control characters between, and a picture that is left out.
    private const int MaxBytes = 4096;

    /// <summary>Reads a body.</summary>
    /// <param name="body">The body's first bytes.</param>
    /// <param name="contentType">The media type without parameters, in lower case; null when missing.</param>
    /// <returns>At most 200 printable characters on one line; null for markup and for bytes that are no text.</returns>
    public static string? Read(ReadOnlySpan<byte> body, string? contentType)
    {
        if (contentType is not null && (contentType.Contains("html", StringComparison.Ordinal) || contentType.Contains("xml", StringComparison.Ordinal)))
            return null;
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, MaxBytes)]);
        // A character that the bound divides is no sign of other bytes.
        if (text.AsSpan(0, Math.Max(0, text.Length - 3)).ContainsAny('\uFFFD', '\0') || HasMarkup(text))
            return null;
        text = ShortText.Cut(PictureText.Without(Printable(text)), MaxText);
        return text.Length == 0 ? null : text;
    }

    private static bool HasMarkup(string text)
    {
        for (var at = text.IndexOf('<'); at >= 0; at = text.IndexOf('<', at + 1))
        {
            if (at + 1 < text.Length && (char.IsAsciiLetter(text[at + 1]) || text[at + 1] is '/' or '!' or '?'))
                return true;
        }
        return false;
    }

    // Control characters and line breaks become single spaces.
    private static string Printable(string text)
    {
        var printable = new StringBuilder(text.Length);
        foreach (var c in text.Trim('"'))
        {
            if (char.IsControl(c) || char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.Format)
            {
                if (printable.Length > 0 && printable[^1] != ' ')
                    printable.Append(' ');
            }
            else if (c != '\uFFFD')
            {
                printable.Append(c);
            }
        }
        return printable.ToString().TrimEnd();
    }
}
