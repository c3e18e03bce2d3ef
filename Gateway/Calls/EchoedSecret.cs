using System.Globalization;
using System.Text;

namespace Iris.Gateway.Calls;

/// <summary>
/// Finds a secret in a text of somebody else, also where the text holds it percent-encoded (once or twice), escaped as in JSON, or cut off at its
/// end.
/// </summary>
internal static class EchoedSecret
{
    /// <summary>What stands in the secret's place.</summary>
    public const string Blank = "***";

    /// <summary>Shorter values are placeholders such as "k"; replacing them would destroy ordinary words.</summary>
    public const int Shortest = 6;

    // Of a secret that a cut text ends with: fewer characters help nobody to guess the rest.
    private const int ShortestPart = 8;

    /// <summary>The text without the secret.</summary>
    public static string Remove(string text, string secret)
    {
        if (secret.Length < Shortest)
            return text;
        StringBuilder? clean = null;
        var kept = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != secret[0] && text[i] is not ('%' or '\\'))
                continue;
            if (LengthAt(text, i, secret) is not (> 0 and var length))
                continue;
            (clean ??= new StringBuilder()).Append(text, kept, i - kept).Append(Blank);
            kept = i + length;
            i = kept - 1;
        }
        return clean is null ? text : clean.Append(text, kept, text.Length - kept).ToString();
    }

    // The length of the echo that begins here; 0 for none.
    private static int LengthAt(string text, int start, string secret)
    {
        var at = start;
        for (var matched = 0; matched < secret.Length; matched++)
        {
            if (at == text.Length || (text[at] == '…' && at == text.Length - 1))
                return matched >= ShortestPart ? at - start : 0;
            var length = LengthOf(text.AsSpan(at), secret[matched]);
            if (length == 0)
                return 0;
            at += length;
        }
        return at - start;
    }

    // How many characters stand for one of the secret's, which is ASCII: a header could not carry it otherwise.
    private static int LengthOf(ReadOnlySpan<char> text, char wanted)
    {
        if (text[0] == '%' && IsCode(text, 1, 2, wanted))
            return 3;
        if (text.StartsWith("%25") && IsCode(text, 3, 2, wanted))
            return 5;
        if (text[0] == '\\' && text.Length > 1)
        {
            if (text[1] == 'u' && IsCode(text, 2, 4, wanted))
                return 6;
            if (text[1] == wanted)
                return 2;
        }
        return text[0] == wanted ? 1 : 0;
    }

    private static bool IsCode(ReadOnlySpan<char> text, int start, int digits, char wanted) =>
        text.Length >= start + digits
        && int.TryParse(text.Slice(start, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
        && code == wanted;
}
