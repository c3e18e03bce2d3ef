using System.Buffers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Codecs.Reading;

/// <summary>
/// Finds the pictures in a model's text: data URLs, mostly in Markdown (<c>![image](data:image/png;base64,…)</c>). The text comes in slices as they
/// arrive, of one string or of several that continue each other; base64 is passed on at once.
/// </summary>
/// <param name="pictures">Receives the pictures.</param>
/// <param name="onText">Receives the rest of the text, still escaped.</param>
internal sealed class TextPictures(HeldPictures pictures, TextPictures.TextSink onText)
{
    /// <summary>Receives a slice of text.</summary>
    public delegate void TextSink(ReadOnlySpan<byte> raw);

    // The longest beginning of a data URL: a media type with its parameters.
    private const int MaxHead = 128;

    private static readonly SearchValues<byte> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="u8);
    private static readonly SearchValues<byte> NotInHead = SearchValues.Create(", \t\"'<>()[]"u8);

    private static ReadOnlySpan<byte> Scheme => "data:image"u8;
    private static ReadOnlySpan<byte> EscapedSlash => "\\/"u8;

    private readonly byte[] _head = new byte[MaxHead];
    private int _count;
    private bool _inBase64;

    /// <summary>Reads the next slice.</summary>
    public void Feed(ReadOnlySpan<byte> raw)
    {
        while (!raw.IsEmpty)
        {
            if (_inBase64)
                ReadBase64(ref raw);
            else if (_count < Scheme.Length)
                ReadText(ref raw);
            else
                ReadHead(ref raw);
        }
    }

    /// <summary>The text ends, and with it a picture that stands at its end.</summary>
    public void End()
    {
        if (_inBase64)
            pictures.Base64Slice([], last: true);
        _inBase64 = false;
        PassHead();
    }

    private void ReadText(ref ReadOnlySpan<byte> raw)
    {
        if (_count == 0)
        {
            var start = raw.IndexOfAny((byte)'d', (byte)'D');
            onText(start < 0 ? raw : raw[..start]);
            raw = start < 0 ? [] : raw[start..];
        }
        while (!raw.IsEmpty && _count < Scheme.Length)
        {
            if ((raw[0] | 0x20) != Scheme[_count])
            {
                PassHead();
                return;
            }
            _head[_count++] = raw[0];
            raw = raw[1..];
        }
    }

    private void ReadHead(ref ReadOnlySpan<byte> raw)
    {
        var end = raw.IndexOfAny(NotInHead);
        var part = end < 0 ? raw : raw[..end];
        if (part.Length > MaxHead - _count)
        {
            PassHead();
            return;
        }
        part.CopyTo(_head.AsSpan(_count));
        _count += part.Length;
        raw = raw[part.Length..];
        if (end < 0)
            return;
        _inBase64 = raw[0] == (byte)',' && IsPicture();
        if (!_inBase64)
        {
            PassHead();
            return;
        }
        raw = raw[1..];
        _count = 0;
    }

    private bool IsPicture()
    {
        var type = JsonText.Unescape(_head.AsSpan(0, _count));
        return type.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase) && type.EndsWith(";base64", StringComparison.OrdinalIgnoreCase);
    }

    private void ReadBase64(ref ReadOnlySpan<byte> raw)
    {
        var end = raw.IndexOfAnyExcept(Base64);
        var length = end < 0 ? raw.Length : end;
        if (length > 0)
            pictures.Base64Slice(raw[..length], last: false);
        raw = raw[length..];
        if (raw.StartsWith(EscapedSlash))
        {
            pictures.Base64Slice("/"u8, last: false);
            raw = raw[2..];
        }
        else if (!raw.IsEmpty)
        {
            pictures.Base64Slice([], last: true);
            _inBase64 = false;
        }
    }

    private void PassHead()
    {
        if (_count > 0)
            onText(_head.AsSpan(0, _count));
        _count = 0;
    }
}
