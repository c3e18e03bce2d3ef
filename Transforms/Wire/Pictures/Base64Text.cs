namespace Iris.Transforms.Wire.Pictures;

/// <summary>
/// Checks a picture's base64 (RFC 4648) as it stands in a JSON string, in slices of any size, and gives it a form that every client decodes: the
/// standard alphabet, without line breaks and escapes, with its padding. What is plain already, nearly always all of it, stays where it is.
/// </summary>
internal struct Base64Text
{
    /// <summary>The symbols (RFC 4648, section 4) in the order of their values.</summary>
    public static ReadOnlySpan<byte> Alphabet => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8;

    private JsonByte _escape;
    private long _symbols;
    private int _padding;
    // Some text of the URL alphabet (RFC 4648, section 5) has come. It usually goes without padding.
    private bool _isUrls;

    /// <summary>Takes the next part off the front of a slice that is not empty.</summary>
    /// <returns>Plain base64: a part of the slice, or what stands for it; empty for a line break and in an escape.</returns>
    /// <exception cref="PictureFormatException">A byte that is not base64, or anything behind the padding.</exception>
    public ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> slice)
    {
        if (_padding == 0 && !_escape.IsInside)
        {
            var end = Base64Search.IndexOfOther(slice);
            var plain = end < 0 ? slice : slice[..end];
            if (!plain.IsEmpty)
            {
                _symbols += plain.Length;
                slice = slice[plain.Length..];
                return plain;
            }
        }
        var first = slice[0];
        slice = slice[1..];
        return PlainOf(_escape.IsInside || first == '\\' ? _escape.Read(first) : first);
    }

    /// <summary>Ends the text.</summary>
    /// <returns>The padding that it lacks.</returns>
    /// <exception cref="PictureFormatException">It ends inside.</exception>
    public ReadOnlySpan<byte> End()
    {
        var lacks = (int)(-(_symbols + _padding) & 3);
        if (lacks == 0 && !_escape.IsInside)
            return [];
        if (!_isUrls || _padding > 0 || lacks == 3)
            throw new PictureFormatException("its base64 ends inside");
        _padding = lacks;
        return "=="u8[..lacks];
    }

    private ReadOnlySpan<byte> PlainOf(int character)
    {
        switch (character)
        {
            case < 0 or '\n' or '\r' or '\t':
                return [];
            case '=' when _padding < 2:
                _padding++;
                return "="u8;
            case '-' or '_':
                _isUrls = true;
                character = character == '-' ? '+' : '/';
                break;
        }
        if (_padding > 0)
            throw new PictureFormatException("something follows the padding of its base64");
        var index = character <= 'z' ? Alphabet.IndexOf((byte)character) : -1;
        if (index < 0)
            throw new PictureFormatException("it holds characters that are not base64");
        _symbols++;
        return Alphabet.Slice(index, 1);
    }
}
