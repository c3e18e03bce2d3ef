using System.Buffers.Text;
using Iris.Transforms.Wire.Buffers;

namespace Iris.Transforms.Wire.Pictures;

/// <summary>
/// Encodes a picture's bytes as they stream by. Up to two bytes that do not fill a group of three wait for the next piece, so that the output does
/// not depend on where the input is cut.
/// </summary>
internal struct Base64Encoder
{
    /// <summary>The most bytes that <see cref="EncodeHead"/> takes.</summary>
    public const int HeadBytes = 1536;

    private byte _first;
    private byte _second;
    private int _carried;

    /// <summary>Encodes the first whole groups of a piece, after the bytes that waited.</summary>
    /// <param name="bytes">The piece; the encoded bytes are removed from its front. It is empty afterwards when the rest is too short for a
    /// group.</param>
    /// <param name="base64">Room for the base64 of <see cref="HeadBytes"/> and one group.</param>
    /// <returns>The number of characters written.</returns>
    public int EncodeHead(ref ReadOnlySpan<byte> bytes, scoped Span<byte> base64)
    {
        var written = 0;
        if (_carried > 0 && _carried + bytes.Length >= 3)
        {
            base64[0] = _first;
            base64[1] = _carried == 2 ? _second : bytes[0];
            base64[2] = bytes[2 - _carried];
            bytes = bytes[(3 - _carried)..];
            _carried = 0;
            Base64.EncodeToUtf8InPlace(base64, 3, out written);
        }
        if (_carried == 0 && bytes.Length >= 3)
        {
            var length = Math.Min(bytes.Length / 3 * 3, HeadBytes);
            Base64.EncodeToUtf8(bytes[..length], base64[written..], out _, out var more, isFinalBlock: false);
            bytes = bytes[length..];
            written += more;
        }
        if (bytes.Length < 3)
            Carry(ref bytes);
        return written;
    }

    /// <summary>Encodes what <see cref="EncodeHead"/> left of the piece straight into the output.</summary>
    /// <returns>The number of characters written.</returns>
    public long EncodeRest(ref ReadOnlySpan<byte> bytes, PooledBuffer output)
    {
        var total = 0L;
        while (bytes.Length >= 3)
        {
            var length = Math.Min(bytes.Length / 3 * 3, PooledBuffer.MostBlock / 4 * 3);
            Base64.EncodeToUtf8(bytes[..length], output.GetBlock(length / 3 * 4), out _, out var written, isFinalBlock: false);
            output.AdvanceBlock(written);
            bytes = bytes[length..];
            total += written;
        }
        Carry(ref bytes);
        return total;
    }

    /// <summary>Encodes the remaining bytes with padding and prepares for the next picture.</summary>
    /// <param name="base64">Room for one group.</param>
    /// <returns>The number of characters written.</returns>
    public int Finish(Span<byte> base64)
    {
        if (_carried == 0)
            return 0;
        base64[0] = _first;
        base64[1] = _second;
        Base64.EncodeToUtf8InPlace(base64, _carried, out var written);
        _carried = 0;
        return written;
    }

    private void Carry(ref ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            if (_carried++ == 0)
                _first = b;
            else
                _second = b;
        }
        bytes = default;
    }
}
