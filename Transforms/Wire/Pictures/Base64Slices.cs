namespace Iris.Transforms.Wire.Pictures;

/// <summary>
/// Decodes base64 from raw JSON string slices and keeps its position between them. It only looks at a picture's beginning, so it is small rather
/// than fast. It understands the standard and the URL alphabet and skips line breaks.
/// </summary>
internal struct Base64Slices
{
    private int _bits;
    private int _bitCount;
    private JsonByte _escape;

    /// <summary>True after padding or a byte that is not base64: no more bytes follow.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Decodes until <paramref name="output"/> is full, the slice is used up or the text ends.</summary>
    /// <returns>The number of bytes read.</returns>
    public int Decode(ReadOnlySpan<byte> slice, Span<byte> output, out int written)
    {
        written = 0;
        for (int at = 0; at < slice.Length; at++)
        {
            if (written == output.Length)
                return at;
            int symbol = !_escape.IsInside && slice[at] != '\\' ? slice[at] : _escape.Read(slice[at]);
            if (symbol < 0 || symbol is '\n' or '\r' or '\t' or ' ')
                continue;

            int value = Value(symbol);
            if (value < 0)
            {
                HasEnded = true;
                return slice.Length;
            }

            _bits = (_bits << 6 | value) & 0xFFFF;
            _bitCount += 6;
            if (_bitCount >= 8)
            {
                _bitCount -= 8;
                output[written++] = (byte)(_bits >> _bitCount);
            }
        }

        return slice.Length;
    }

    private static int Value(int symbol) => symbol switch
    {
        >= 'A' and <= 'Z' => symbol - 'A',
        >= 'a' and <= 'z' => symbol - 'a' + 26,
        >= '0' and <= '9' => symbol - '0' + 52,
        '+' or '-' => 62,
        '/' or '_' => 63,
        _ => -1,
    };
}
