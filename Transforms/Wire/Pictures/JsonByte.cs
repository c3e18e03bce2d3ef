namespace Iris.Transforms.Wire.Pictures;

/// <summary>Reads the escapes of a JSON string byte by byte, so that it does not matter where a slice ends.</summary>
internal struct JsonByte
{
    private int _state;      // 0: none; 1: after a backslash; 2 to 5: that many minus one hex digits of \uXXXX are expected next
    private int _code;

    /// <summary>True in the middle of an escape.</summary>
    public readonly bool IsInside => _state != 0;

    /// <summary>Reads the next byte of an escape; the first one is its backslash.</summary>
    /// <returns>The escaped character after its last byte; -1 before.</returns>
    public int Read(byte b)
    {
        switch (_state)
        {
            case 0:
                _state = 1;
                return -1;
            case 1 when b == 'u':
                _state = 2;
                _code = 0;
                return -1;
            case 1:
                _state = 0;
                return b switch { (byte)'n' => '\n', (byte)'r' => '\r', (byte)'t' => '\t', _ => b };
            default:
                _code = _code << 4 | (b <= '9' ? b - '0' : (b | 0x20) - 'a' + 10) & 15;
                _state = _state == 5 ? 0 : _state + 1;
                return _state == 0 ? _code : -1;
        }
    }
}
