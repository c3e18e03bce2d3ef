using System.Text;
using Iris.Transforms.Json;

namespace Iris.Transforms.Readers;

/// <summary>Receives what a picture's address turns out to be.</summary>
internal interface IUrlValueTarget
{
    /// <summary>A piece of the picture, base64 as it stands in the JSON string; not empty.</summary>
    void Base64(ReadOnlySpan<byte> slice);
    /// <summary>A plain address, whole: the content of a JSON string, still escaped, not empty.</summary>
    void Url(ReadOnlySpan<byte> rawString);
}

/// <summary>
/// Reads a JSON string that is a picture's address, in slices as it arrives. The first bytes decide: a plain address is small and
/// collected; of a <c>data:image/…;base64,</c> URL, which may have many megabytes, the base64 is passed on at once.
/// </summary>
internal sealed class UrlValueReader(IUrlValueTarget target)
{
    /// <summary>The longest plain address, in bytes; signed addresses have about 2 KiB.</summary>
    public const int MaxUrl = 16 * 1024;

    // What stands before a data URL's comma: a media type with its parameters.
    private const int MaxHead = 512;

    private enum State
    {
        Head,
        Base64,
        Plain,
    }

    private static ReadOnlySpan<byte> Scheme => "data:"u8;

    private byte[] _held = [];
    private int _count;
    private State _state;

    /// <summary>Takes the next slice.</summary>
    /// <param name="raw">The slice, still escaped.</param>
    /// <param name="last">True closes the value; the next slice begins another one.</param>
    /// <exception cref="FormatException">Neither an address nor a picture.</exception>
    public void Slice(ReadOnlySpan<byte> raw, bool last)
    {
        if (_state == State.Head)
            raw = ReadHead(raw);
        if (_state == State.Plain)
            Hold(raw, MaxUrl);
        else if (_state == State.Base64 && !raw.IsEmpty)
            target.Base64(raw);
        if (last)
            End();
    }

    private void End()
    {
        if (_state != State.Base64 && _count > 0)
        {
            if (IsScheme(_held.AsSpan(0, _count)))
                throw new FormatException("a data URL that ends before its data");
            target.Url(_held.AsSpan(0, _count));
        }
        _count = 0;
        _state = State.Head;
    }

    // Returns what has not been read.
    private ReadOnlySpan<byte> ReadHead(ReadOnlySpan<byte> raw)
    {
        while (_count < Scheme.Length && !raw.IsEmpty)
        {
            Hold(raw[..1], MaxHead);
            raw = raw[1..];
        }
        if (_count < Scheme.Length)
            return raw;
        if (!IsScheme(_held.AsSpan(0, Scheme.Length)))
        {
            _state = State.Plain;
            return raw;
        }
        var comma = raw.IndexOf((byte)',');
        Hold(comma < 0 ? raw : raw[..comma], MaxHead);
        if (comma < 0)
            return [];
        CheckHead();
        _state = State.Base64;
        return raw[(comma + 1)..];
    }

    private void CheckHead()
    {
        var head = JsonText.Unescape(_held.AsSpan(Scheme.Length, _count - Scheme.Length)).Trim();
        if (!head.EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
            throw new FormatException("a data URL that is not base64");
        var isPicture = head.StartsWith("image/", StringComparison.OrdinalIgnoreCase)
            || head.StartsWith("application/octet-stream", StringComparison.OrdinalIgnoreCase)
            || head[0] == ';';
        if (!isPicture)
            throw new FormatException("a data URL that is no picture");
    }

    private void Hold(ReadOnlySpan<byte> bytes, int limit)
    {
        var needed = _count + bytes.Length;
        if (needed > limit)
            throw new FormatException("an address that is too long");
        if (needed > _held.Length)
            Array.Resize(ref _held, Math.Max(256, 2 * needed));
        bytes.CopyTo(_held.AsSpan(_count));
        _count = needed;
    }

    private static bool IsScheme(ReadOnlySpan<byte> text) =>
        text.Length >= Scheme.Length && Ascii.EqualsIgnoreCase(text[..Scheme.Length], Scheme);
}
