using System.Buffers;
using Iris.Transforms.Codecs.Reading;

namespace Iris.Transforms.Families.Google;

/// <summary>The base64 of a small picture that waits until the answer tells what it is. A larger picture cannot wait.</summary>
internal sealed class HeldBase64
{
    private byte[]? _bytes;
    private int _count;
    private bool _overflowed;

    /// <summary>The whole picture; empty when it was too large or when there is none.</summary>
    public ReadOnlySpan<byte> Whole => _overflowed ? [] : Begun;

    /// <summary>The bytes that are held.</summary>
    public ReadOnlySpan<byte> Begun => _bytes.AsSpan(0, _count);

    /// <summary>Adds a slice; false when the picture becomes too large, and from then on.</summary>
    public bool TryAdd(ReadOnlySpan<byte> raw)
    {
        _overflowed = _overflowed || raw.Length > HeldPictures.MaxHeld - _count;
        if (_overflowed)
            return false;
        _bytes ??= ArrayPool<byte>.Shared.Rent(HeldPictures.MaxHeld);
        raw.CopyTo(_bytes.AsSpan(_count));
        _count += raw.Length;
        return true;
    }

    /// <summary>Prepares for the next picture.</summary>
    public void Clear() => (_count, _overflowed) = (0, false);

    /// <summary>Returns the memory.</summary>
    public void Release()
    {
        if (_bytes is not null)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = null;
        _count = 0;
    }
}
