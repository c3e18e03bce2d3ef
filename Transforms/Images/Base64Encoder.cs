using System.Buffers;
using System.Buffers.Text;

namespace Iris.Transforms.Images;

/// <summary>
/// Encodes a picture's bytes as they stream by, in blocks; up to two bytes that do not fill a group of three wait for the next
/// piece, so the output is the same however the input is cut.
/// </summary>
internal struct Base64Encoder
{
    // A multiple of three; its base64 is 32 KiB.
    private const int BlockSize = 24 * 1024;

    private byte _first;
    private byte _second;
    private int _carried;

    /// <summary>Encodes a piece and hands each block to <paramref name="target"/>.</summary>
    public void Encode<TState>(ReadOnlySpan<byte> bytes, ArrayPool<byte> pool, TState state, ReadOnlySpanAction<byte, TState> target)
    {
        Span<byte> group = stackalloc byte[4];
        if (_carried > 0)
        {
            if (_carried + bytes.Length < 3)
            {
                Carry(bytes);
                return;
            }
            group[0] = _first;
            group[1] = _carried == 2 ? _second : bytes[0];
            group[2] = bytes[2 - _carried];
            bytes = bytes[(3 - _carried)..];
            _carried = 0;
            Base64.EncodeToUtf8InPlace(group, 3, out var written);
            target(group[..written], state);
        }
        var block = pool.Rent(BlockSize / 3 * 4);
        while (bytes.Length >= 3)
        {
            var length = Math.Min(bytes.Length / 3 * 3, BlockSize);
            Base64.EncodeToUtf8(bytes[..length], block, out _, out var written, isFinalBlock: false);
            target(block.AsSpan(0, written), state);
            bytes = bytes[length..];
        }
        pool.Return(block);
        Carry(bytes);
    }

    /// <summary>Encodes what is left, padded; ready for the next picture.</summary>
    public void Finish<TState>(TState state, ReadOnlySpanAction<byte, TState> target)
    {
        if (_carried == 0)
            return;
        Span<byte> group = stackalloc byte[4];
        group[0] = _first;
        group[1] = _second;
        Base64.EncodeToUtf8InPlace(group, _carried, out var written);
        _carried = 0;
        target(group[..written], state);
    }

    private void Carry(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            if (_carried++ == 0)
                _first = b;
            else
                _second = b;
        }
    }
}
