using System.Buffers.Binary;

namespace Iris.Transforms.Wire.Pictures;

/// <summary>
/// Tells whether a picture's bytes end with the picture's end mark. HTTP cannot tell that a body without a length broke off; the picture's format
/// can. Only the first and last bytes are looked at, and an unknown format counts as whole.
/// </summary>
internal sealed class PictureEnd
{
    private const int HeadBytes = 12;

    // Some encoders add padding, so the end mark may stand a little before the last byte.
    private const int TailBytes = 64;

    private readonly byte[] _head = new byte[HeadBytes];
    private readonly byte[] _tail = new byte[TailBytes];
    private int _tailCount;

    /// <summary>The number of bytes seen.</summary>
    public long Length { get; private set; }

    private static ReadOnlySpan<byte> PngMark => [0x89, (byte)'P', (byte)'N', (byte)'G'];
    private static ReadOnlySpan<byte> PngEnd => [(byte)'I', (byte)'E', (byte)'N', (byte)'D', 0xAE, 0x42, 0x60, 0x82];

    /// <summary>Reads the next bytes.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        if (Length < HeadBytes)
            bytes[..(int)Math.Min(bytes.Length, HeadBytes - Length)].CopyTo(_head.AsSpan((int)Length));
        Length += bytes.Length;
        if (bytes.Length >= TailBytes)
        {
            bytes[^TailBytes..].CopyTo(_tail);
            _tailCount = TailBytes;
            return;
        }
        var kept = Math.Min(_tailCount, TailBytes - bytes.Length);
        _tail.AsSpan(_tailCount - kept, kept).CopyTo(_tail);
        bytes.CopyTo(_tail.AsSpan(kept));
        _tailCount = kept + bytes.Length;
    }

    /// <summary>Whether the picture is whole.</summary>
    public bool IsWhole
    {
        get
        {
            var head = _head.AsSpan(0, (int)Math.Min(Length, HeadBytes));
            var tail = _tail.AsSpan(0, _tailCount);
            if (head.StartsWith(PngMark))
                return tail.IndexOf(PngEnd) >= 0;
            var trimmed = tail.TrimEnd("\0\r\n "u8);
            if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]))
                return trimmed.EndsWith((ReadOnlySpan<byte>)[0xFF, 0xD9]);
            if (head.StartsWith("GIF8"u8))
                return trimmed.EndsWith(";"u8);
            if (head.StartsWith("RIFF"u8))
                return head.Length == HeadBytes && Length >= BinaryPrimitives.ReadUInt32LittleEndian(head[4..]) + 8L;
            // Bytes too few for a head cannot be a whole picture of any format.
            return Length >= HeadBytes;
        }
    }
}
