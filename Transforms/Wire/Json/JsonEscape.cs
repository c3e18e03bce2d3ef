using System.Text;

namespace Iris.Transforms.Wire.Json;

/// <summary>The escape sequences of RFC 8259 section 7, and the units of string text that must not be torn apart.</summary>
internal static class JsonEscape
{
    /// <summary>The longest unit: a surrogate pair written as two escapes.</summary>
    public const int MaxUnit = 12;

    /// <summary>Result of <see cref="Measure"/>: the unit continues beyond the given bytes.</summary>
    public const int Incomplete = 0;

    /// <summary>Result of <see cref="Measure"/>: the bytes begin no valid escape.</summary>
    public const int Malformed = -1;

    /// <summary>
    /// The length of the unit at the start of <paramref name="text"/>: an escape (two escapes for a surrogate pair) or a UTF-8 sequence. A broken
    /// UTF-8 sequence is measured up to the break and is never malformed.
    /// </summary>
    /// <param name="text">Not empty.</param>
    /// <param name="final">True when no bytes follow: a high surrogate at the end is then a unit of its own and not incomplete.</param>
    public static int Measure(ReadOnlySpan<byte> text, bool final)
    {
        if (text[0] != '\\')
            return MeasureUtf8(text, final);

        int first = MeasureOne(text);
        if (first == Incomplete && final)
            return Malformed;
        if (first != 6 || !char.IsHighSurrogate((char)Hex4(text[2..])))
            return first;

        ReadOnlySpan<byte> rest = text[6..];
        if (rest.IsEmpty || (rest.Length == 1 && rest[0] == '\\'))
            return final ? 6 : Incomplete;
        if (rest[0] != '\\' || rest[1] != 'u')
            return 6;

        int second = MeasureOne(rest);
        if (second == Incomplete)
            return final ? 6 : Incomplete;
        // Anything else after the high surrogate is a unit of its own and is measured later.
        return second == 6 && char.IsLowSurrogate((char)Hex4(rest[2..])) ? MaxUnit : 6;
    }

    /// <summary>The number of bytes, 0 to 3, of an incomplete UTF-8 sequence at the end of <paramref name="text"/>.</summary>
    public static int TornUtf8(ReadOnlySpan<byte> text)
    {
        for (int back = 1; back <= 3 && back <= text.Length; back++)
        {
            byte b = text[^back];
            if (!IsContinuation(b))
                return Utf8Length(b) > back ? back : 0;
        }

        return 0;
    }

    /// <summary>Decodes the escape at the start of <paramref name="text"/>; a lone surrogate becomes U+FFFD.</summary>
    /// <returns>The bytes read, or <see cref="Malformed"/>.</returns>
    public static int Decode(ReadOnlySpan<byte> text, out Rune rune)
    {
        int length = Measure(text, final: true);
        rune = length switch
        {
            2 => new Rune(Short(text[1])),
            6 => Rune.TryCreate((char)Hex4(text[2..]), out Rune one) ? one : Rune.ReplacementChar,
            MaxUnit => new Rune((char)Hex4(text[2..]), (char)Hex4(text[8..])),
            _ => default,
        };
        return length;
    }

    private static int MeasureOne(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2)
            return Incomplete;
        if (text[1] != 'u')
            return Short(text[1]) == 0 ? Malformed : 2;
        for (int i = 2; i < 6; i++)
        {
            if (i == text.Length)
                return Incomplete;
            if (!char.IsAsciiHexDigit((char)text[i]))
                return Malformed;
        }

        return 6;
    }

    private static int MeasureUtf8(ReadOnlySpan<byte> text, bool final)
    {
        int length = Utf8Length(text[0]);
        for (int i = 1; i < length; i++)
        {
            if (i == text.Length)
                return final ? i : Incomplete;
            if (!IsContinuation(text[i]))
                return i;
        }

        return length;
    }

    private static char Short(byte letter) => letter switch
    {
        (byte)'"' => '"',
        (byte)'\\' => '\\',
        (byte)'/' => '/',
        (byte)'b' => '\b',
        (byte)'f' => '\f',
        (byte)'n' => '\n',
        (byte)'r' => '\r',
        (byte)'t' => '\t',
        _ => '\0',
    };

    private static int Hex4(ReadOnlySpan<byte> digits)
    {
        int value = 0;
        foreach (byte digit in digits[..4])
            value = (value << 4) | (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        return value;
    }

    private static int Utf8Length(byte lead) => lead switch { < 0xC2 => 1, < 0xE0 => 2, < 0xF0 => 3, < 0xF5 => 4, _ => 1 };

    private static bool IsContinuation(byte b) => (b & 0xC0) == 0x80;
}
