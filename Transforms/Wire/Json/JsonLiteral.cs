namespace Iris.Transforms.Wire.Json;

/// <summary>The literals <c>true</c>, <c>false</c>, <c>null</c> and the number grammar of RFC 8259, sections 3 and 6.</summary>
internal static class JsonLiteral
{
    public static bool IsValid(ReadOnlySpan<byte> literal) =>
        literal.SequenceEqual("null"u8) || literal.SequenceEqual("true"u8) || literal.SequenceEqual("false"u8) || IsNumber(literal);

    private static bool IsNumber(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("-"u8))
            text = text[1..];

        bool leadingZero = text.StartsWith("0"u8);
        int whole = Digits(ref text);
        if (whole == 0 || (leadingZero && whole > 1))
            return false;

        if (text.StartsWith("."u8))
        {
            text = text[1..];
            if (Digits(ref text) == 0)
                return false;
        }

        if (!text.IsEmpty && (text[0] | 0x20) == 'e')
        {
            text = text[1..];
            if (!text.IsEmpty && text[0] is (byte)'+' or (byte)'-')
                text = text[1..];
            if (Digits(ref text) == 0)
                return false;
        }

        return text.IsEmpty;
    }

    private static int Digits(ref ReadOnlySpan<byte> text)
    {
        int count = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (count < 0)
            count = text.Length;
        text = text[count..];
        return count;
    }
}
