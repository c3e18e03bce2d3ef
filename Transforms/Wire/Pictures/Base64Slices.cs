namespace Iris.Transforms.Wire.Pictures;

/// <summary>
/// Decodes base64 from raw JSON string slices and keeps its position between them. It only looks at a picture's beginning, so it is small rather
/// than fast. It understands the standard and the URL alphabet and skips line breaks.
/// </summary>
internal struct Base64Slices
{
    private int _bits;
    private int _bitCount;
    private int _escape;      // 0: none; 1: after a backslash; 2 to 5: that many minus one hex digits of \uXXXX are expected next
    private int _code;

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
            int symbol = _escape == 0 && slice[at] != '\\' ? slice[at] : Unescape(slice[at]);
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

    /// <summary>The escaped character after its last byte; -1 before.</summary>
    private int Unescape(byte b)
    {
        switch (_escape)
        {
            case 0:
                _escape = 1;
                return -1;
            case 1 when b == 'u':
                _escape = 2;
                _code = 0;
                return -1;
            case 1:
                _escape = 0;
                return b switch { (byte)'n' => '\n', (byte)'r' => '\r', (byte)'t' => '\t', _ => b };
            default:
                _code = _code << 4 | (b <= '9' ? b - '0' : (b | 0x20) - 'a' + 10) & 15;
                _escape = _escape == 5 ? 0 : _escape + 1;
                return _escape == 0 ? _code : -1;
        }
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
