using System.Buffers;
using System.Buffers.Text;

namespace Iris.Transforms.Wire.Pictures;

/// <summary>
/// Decodes base64 text (RFC 4648) as it streams by, in pieces of any size. It takes the standard and the URL alphabet, white space anywhere, and text
/// with or without padding. It is strict otherwise: a byte that is not base64 is an error, and so is anything behind the padding.
/// </summary>
internal struct Base64Decoder
{
    /// <summary>The most text that one call of <see cref="TryDecode"/> takes.</summary>
    public const int MostText = 16 * 1024;

    /// <summary>Room for the bytes that one call may give.</summary>
    public const int MostBytes = (MostText + 4) / 4 * 3;

    private static readonly SearchValues<byte> White = SearchValues.Create(" \t\r\n"u8);

    // The symbols of a group of four that is not complete yet, first symbol in the lowest byte.
    private uint _symbols;
    private int _count;
    private int _padding;

    /// <summary>Decodes the next text.</summary>
    /// <param name="text">At most <see cref="MostText"/> bytes; overwritten.</param>
    /// <param name="bytes">Room for <see cref="MostBytes"/> bytes.</param>
    /// <param name="written">How many bytes were written.</param>
    /// <returns>False when the text is not base64.</returns>
    public bool TryDecode(Span<byte> text, Span<byte> bytes, out int written)
    {
        written = 0;
        text = WithoutWhite(text);
        var isOver = _padding > 0;
        var padding = text.IndexOf((byte)'=');
        if (padding >= 0)
        {
            if (text[padding..].ContainsAnyExcept((byte)'='))
                return false;
            _padding += text.Length - padding;
            text = text[..padding];
        }
        if (text.IsEmpty)
            return true;
        if (isOver)
            return false;
        text.Replace((byte)'-', (byte)'+');
        text.Replace((byte)'_', (byte)'/');
        while (_count is > 0 and < 4 && !text.IsEmpty)
        {
            _symbols |= (uint)text[0] << (8 * _count++);
            text = text[1..];
        }
        if (_count == 4 && !TryDecodeHeld(bytes, out written))
            return false;
        if (_count > 0)
            return true;
        var whole = text.Length & ~3;
        if (Base64.DecodeFromUtf8(text[..whole], bytes[written..], out _, out var more, isFinalBlock: false) != OperationStatus.Done)
            return false;
        written += more;
        foreach (var symbol in text[whole..])
            _symbols |= (uint)symbol << (8 * _count++);
        return true;
    }

    /// <summary>Ends the text.</summary>
    /// <param name="bytes">Room for 2 bytes.</param>
    /// <param name="written">How many bytes were written.</param>
    /// <returns>False when the text is not base64.</returns>
    public bool TryComplete(Span<byte> bytes, out int written)
    {
        written = 0;
        // Too much padding of a text that is whole otherwise is forgiven by no decoder; too little by all.
        if (_padding > (4 - _count) % 4 || _count == 1)
            return false;
        if (_count == 0)
            return true;
        while (_count < 4)
            _symbols |= (uint)'=' << (8 * _count++);
        return TryDecodeHeld(bytes, out written);
    }

    private bool TryDecodeHeld(Span<byte> bytes, out int written)
    {
        Span<byte> group = [(byte)_symbols, (byte)(_symbols >> 8), (byte)(_symbols >> 16), (byte)(_symbols >> 24)];
        var isBase64 = Base64.DecodeFromUtf8InPlace(group, out written) == OperationStatus.Done;
        group[..written].CopyTo(bytes);
        (_symbols, _count) = (0, 0);
        return isBase64;
    }

    private static Span<byte> WithoutWhite(Span<byte> text)
    {
        var at = text.IndexOfAny(White);
        if (at < 0)
            return text;
        var kept = at;
        foreach (var b in text[at..])
        {
            if (!White.Contains(b))
                text[kept++] = b;
        }
        return text[..kept];
    }
}
