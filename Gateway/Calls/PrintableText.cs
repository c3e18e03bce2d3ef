namespace Iris.Gateway.Calls;

/// <summary>Makes a client's text safe for headers and log lines.</summary>
internal static class PrintableText
{
    private const int MaxLength = 256;

    /// <summary>The text, cut at 256 characters, with a question mark for each character that is not printable ASCII.</summary>
    public static string Of(string text)
    {
        if (text.Length > MaxLength)
            text = text[..MaxLength];
        return text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0
            ? text
            : string.Create(text.Length, text, static (span, source) =>
            {
                for (var i = 0; i < span.Length; i++)
                    span[i] = source[i] is >= ' ' and <= '~' ? source[i] : '?';
            });
    }
}
