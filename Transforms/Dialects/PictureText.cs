using System.Buffers;
using System.Text;
using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Pictures;

namespace Iris.Transforms.Dialects;

/// <summary>
/// Reads a picture that a client sent as text, in pieces of any size: a data URL, an http(s) or gs address, or bare base64. Base64 is decoded as it
/// streams by.
/// </summary>
/// <param name="pictures">Receives the picture.</param>
internal sealed class PictureText(RequestPictures pictures)
{
    // "https://" is the longest beginning that decides.
    private const int Decisive = 8;
    // What may stand before a data URL's comma.
    private const int MostHead = 256;

    private readonly byte[] _bytes = new byte[Base64Decoder.MostBytes];
    private readonly byte[] _text = new byte[Base64Decoder.MostText];
    private readonly ArrayBufferWriter<byte> _held = new(Decisive);
    private Kind _kind;
    private Base64Decoder _base64;
    private string? _declared;

    private enum Kind
    {
        Undecided,
        Url,
        DataHead,
        Base64,
    }

    /// <summary>Begins a text; <see cref="RequestPictures.Begin"/> has named the picture.</summary>
    public void Begin()
    {
        _kind = Kind.Undecided;
        _base64 = default;
        _declared = null;
        _held.ResetWrittenCount();
    }

    /// <summary>Reads the next bytes of the text, unescaped.</summary>
    public ImageError? Write(ReadOnlySpan<byte> text)
    {
        if (_kind == Kind.Base64)
            return Decode(text);
        _held.Write(text);
        if (_kind == Kind.Undecided && _held.WrittenCount >= Decisive)
            Decide();
        return _kind switch
        {
            Kind.DataHead => ReadDataHead(),
            Kind.Base64 => DecodeHeld(0),
            Kind.Url when _held.WrittenCount > RequestPictures.MostUrl => Invalid($"is an address of more than {RequestPictures.MostUrl} bytes"),
            _ => null,
        };
    }

    /// <summary>Ends the text and its picture.</summary>
    public ImageError? End()
    {
        if (_kind == Kind.Undecided)
        {
            Decide();
            if (_kind == Kind.Base64 && DecodeHeld(0) is { } early)
                return early;
        }
        switch (_kind)
        {
            case Kind.Url:
                var url = Encoding.UTF8.GetString(Held).Trim();
                return Uri.TryCreate(url, UriKind.Absolute, out _) ? pictures.EndUrl(url) : Invalid("is an address that cannot be read");
            case Kind.DataHead:
                return Invalid("is a data URL without data");
            default:
                if (!_base64.TryComplete(_bytes, out var written))
                    return NoBase64();
                return (written > 0 ? pictures.Write(_bytes.AsSpan(0, written)) : null) ?? pictures.End(_declared);
        }
    }

    private ReadOnlySpan<byte> Held => _held.WrittenSpan;

    private void Decide() =>
        _kind = Begins("data:"u8) ? Kind.DataHead
            : Begins("http://"u8) || Begins("https://"u8) || Begins("gs://"u8) ? Kind.Url
            : Kind.Base64;

    private bool Begins(ReadOnlySpan<byte> prefix) => Held.Length >= prefix.Length && Ascii.EqualsIgnoreCase(Held[..prefix.Length], prefix);

    private ImageError? ReadDataHead()
    {
        var comma = Held.IndexOf((byte)',');
        if (comma < 0)
            return Held.Length > MostHead ? Invalid("is a data URL without data") : null;
        var head = Encoding.UTF8.GetString(Held["data:".Length..comma]);
        if (!head.EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
            return Invalid("is a data URL without ';base64'");
        _declared = head[..^";base64".Length];
        _kind = Kind.Base64;
        return DecodeHeld(comma + 1);
    }

    private ImageError? DecodeHeld(int from)
    {
        var error = Decode(Held[from..]);
        _held.ResetWrittenCount();
        return error;
    }

    private ImageError? Decode(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            var length = Math.Min(text.Length, _text.Length);
            text[..length].CopyTo(_text);
            text = text[length..];
            if (!_base64.TryDecode(_text.AsSpan(0, length), _bytes, out var written))
                return NoBase64();
            if (written > 0 && pictures.Write(_bytes.AsSpan(0, written)) is { } error)
                return error;
        }
        return null;
    }

    private ImageError NoBase64() => Invalid("is neither a data URL, an http(s) address nor base64");

    private ImageError Invalid(string what) =>
        ImageError.Invalid($"'{pictures.Name}' {what}.", pictures.Name, "invalid_image_file");
}
