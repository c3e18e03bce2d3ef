using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Iris.Transforms.Wire.Json;

/// <summary>Converts string text between its raw JSON form and .NET strings.</summary>
public static class JsonText
{
    private static readonly SearchValues<char> MustEscape = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(control => (char)control), '"', '\\']);

    /// <summary>
    /// The text of raw string content (without its quotes). Lone surrogates and invalid UTF-8 become U+FFFD, so that the result can always be
    /// encoded again.
    /// </summary>
    /// <exception cref="JsonFormatException">An escape is invalid; this cannot happen with text that a <see cref="JsonTokenizer"/>
    /// reported.</exception>
    public static string Unescape(ReadOnlySpan<byte> rawString)
    {
        int plain = rawString.IndexOf((byte)'\\');
        if (plain < 0)
            return Encoding.UTF8.GetString(rawString);

        // Every character has at least as many UTF-8 bytes as UTF-16 units, so the rented array is long enough.
        char[] chars = ArrayPool<char>.Shared.Rent(rawString.Length);
        try
        {
            int count = 0;
            ReadOnlySpan<byte> rest = rawString;
            while (plain >= 0)
            {
                count += Encoding.UTF8.GetChars(rest[..plain], chars.AsSpan(count));
                rest = rest[plain..];
                int read = JsonEscape.Decode(rest, out Rune rune);
                if (read == JsonEscape.Malformed)
                    throw new JsonFormatException("an invalid escape", rawString.Length - rest.Length);
                count += rune.EncodeToUtf16(chars.AsSpan(count));
                rest = rest[read..];
                plain = rest.IndexOf((byte)'\\');
            }

            count += Encoding.UTF8.GetChars(rest, chars.AsSpan(count));
            return new string(chars, 0, count);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars);
        }
    }

    /// <summary>Whether raw string content, once unescaped, equals <paramref name="utf8"/>. Does not allocate.</summary>
    public static bool Equals(ReadOnlySpan<byte> rawName, ReadOnlySpan<byte> utf8)
    {
        Span<byte> encoded = stackalloc byte[4];
        while (true)
        {
            int plain = rawName.IndexOf((byte)'\\');
            if (plain < 0)
                return rawName.SequenceEqual(utf8);
            if (!utf8.StartsWith(rawName[..plain]))
                return false;

            rawName = rawName[plain..];
            utf8 = utf8[plain..];
            int read = JsonEscape.Decode(rawName, out Rune rune);
            if (read == JsonEscape.Malformed)
                return false;
            int written = rune.EncodeToUtf8(encoded);
            if (!utf8.StartsWith(encoded[..written]))
                return false;
            rawName = rawName[read..];
            utf8 = utf8[written..];
        }
    }

    /// <summary>Writes <paramref name="text"/> with its quotes. See <see cref="WriteEscaped"/>.</summary>
    public static void WriteString(IBufferWriter<byte> output, string text)
    {
        output.Write("\""u8);
        WriteEscaped(output, text);
        output.Write("\""u8);
    }

    /// <summary>
    /// Writes <paramref name="text"/> as string content, escaping only what JSON requires: quote, backslash and control characters.
    /// The default encoder of System.Text.Json also escapes '+', which makes base64 longer. Lone surrogates become U+FFFD.
    /// </summary>
    public static void WriteEscaped(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            int plain = text.IndexOfAny(MustEscape);
            WritePlain(output, plain < 0 ? text : text[..plain]);
            if (plain < 0)
                return;
            WriteEscape(output, text[plain]);
            text = text[(plain + 1)..];
        }
    }

    private static void WritePlain(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            // Writing in blocks keeps the requested span small: a character may need three bytes.
            Span<byte> span = output.GetSpan(3 * Math.Min(text.Length, 4096));
            Utf8.FromUtf16(text, span, out int read, out int written);
            output.Advance(written);
            text = text[read..];
        }
    }

    private static void WriteEscape(IBufferWriter<byte> output, char c)
    {
        ReadOnlySpan<byte> known = c switch
        {
            '"' => "\\\""u8,
            '\\' => @"\\"u8,
            '\b' => @"\b"u8,
            '\f' => @"\f"u8,
            '\n' => @"\n"u8,
            '\r' => @"\r"u8,
            '\t' => @"\t"u8,
            _ => default,
        };
        if (!known.IsEmpty)
        {
            output.Write(known);
            return;
        }

        output.Write([(byte)'\\', (byte)'u', (byte)'0', (byte)'0', "0123456789abcdef"u8[c >> 4], "0123456789abcdef"u8[c & 15]]);
    }
}
