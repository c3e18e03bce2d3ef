using Iris.Transforms.Wire.Pictures;

namespace Iris.Transforms.Codecs.Reading;

/// <summary>Receives the content of a picture's URL.</summary>
public interface IUrlValueTarget
{
    /// <summary>A non-empty slice of the picture's base64, as it stands in the JSON string.</summary>
    void Base64(ReadOnlySpan<byte> slice);
    /// <summary>A whole plain URL: the content of a JSON string, still escaped, not empty.</summary>
    void Url(ReadOnlySpan<byte> rawString);
}

/// <summary>
/// Reads a JSON string that is a picture's URL, in slices as they arrive. The first bytes decide: a plain URL is small and is collected; a
/// <c>data:image/…;base64,</c> URL may have many megabytes, and its base64 is passed on at once.
/// </summary>
public sealed class UrlValueReader(IUrlValueTarget target)
{
    /// <summary>The longest plain URL, in bytes; signed URLs have about 2 KiB.</summary>
    public const int MaxUrl = 16 * 1024;

    private enum State
    {
        Head,
        Base64,
        Plain,
    }

    private readonly DataUrlHead _head = new();
    private byte[] _held = [];
    private int _count;
    private State _state;

    /// <summary>Reads the next slice.</summary>
    /// <param name="raw">The slice, still escaped.</param>
    /// <param name="last">True ends the value; the next slice begins another one.</param>
    /// <exception cref="FormatException">The value is neither a URL nor a picture.</exception>
    public void Slice(ReadOnlySpan<byte> raw, bool last)
    {
        if (_state == State.Head)
            ReadHead(ref raw);
        if (_state == State.Plain)
            Hold(raw);
        else if (_state == State.Base64 && !raw.IsEmpty)
            target.Base64(raw);
        if (last)
            End();
    }

    private void ReadHead(ref ReadOnlySpan<byte> raw)
    {
        switch (_head.Read(ref raw))
        {
            case DataUrlVerdict.Base64:
                _state = State.Base64;
                break;
            case DataUrlVerdict.Other:
                _state = State.Plain;
                Hold(_head.Held);
                break;
        }
    }

    private void End()
    {
        if (_state == State.Head)
        {
            _head.End();
            Hold(_head.Held);
        }
        if (_count > 0)
            target.Url(_held.AsSpan(0, _count));
        _head.Reset();
        _count = 0;
        _state = State.Head;
    }

    private void Hold(ReadOnlySpan<byte> bytes)
    {
        var needed = _count + bytes.Length;
        if (needed > MaxUrl)
            throw new FormatException("an address that is too long");
        if (needed > _held.Length)
            Array.Resize(ref _held, Math.Max(256, 2 * needed));
        bytes.CopyTo(_held.AsSpan(_count));
        _count = needed;
    }
}
