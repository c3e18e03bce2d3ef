using System.Buffers.Binary;
using System.Buffers.Text;
using System.IO.Compression;
using System.Text;

namespace Iris.Bench.Load;

/// <summary>
/// Valid PNGs of any size: 1024 × 1024 white pixels with noise in a private chunk in front of them, so that nothing on the way can compress or
/// shorten a picture. The noise has a stamp at a fixed place, as text that is itself base64, so that it survives any rewriting of the answer.
/// </summary>
internal static class Pictures
{
    /// <summary>The smallest picture, in bytes.</summary>
    public const int LeastBytes = 512;

    /// <summary>The position of the stamp in the base64 text.</summary>
    public const int StampOffset = 56;

    /// <summary>The beginning of a stamp; sixteen hexadecimal digits follow.</summary>
    public static ReadOnlySpan<byte> StampMark => "IrisMock"u8;

    /// <summary>The length of mark and digits, in characters.</summary>
    public const int StampLength = 24;

    private static readonly uint[] Crcs = MakeCrcs();

    /// <summary>A picture with exactly this number of bytes, at least <see cref="LeastBytes"/>.</summary>
    public static byte[] Png(int length)
    {
        length = Math.Max(length, LeastBytes);
        using var png = new MemoryStream(length);
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, 1024);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), 1024);
        header[8] = 1; // one bit per pixel, grey
        WriteChunk(png, "IHDR", header);
        var pixels = Pixels();
        var noise = new byte[length - (int)png.Length - (12 + pixels.Length) - 12 - 12];
        new Random(1).NextBytes(noise);
        // After one byte the stamp begins at a group of three bytes, so that its base64 is its own text.
        Base64.DecodeFromUtf8(Stamp(0), noise.AsSpan(1), out _, out _);
        WriteChunk(png, "noIs", noise);
        WriteChunk(png, "IDAT", pixels);
        WriteChunk(png, "IEND", []);
        return png.ToArray();
    }

    /// <summary>The base64 text of a picture with this number of characters, rounded up to whole groups.</summary>
    public static byte[] Base64Text(int characters)
    {
        var png = Png((characters + 3) / 4 * 3);
        var text = new byte[Base64.GetMaxEncodedToUtf8Length(png.Length)];
        Base64.EncodeToUtf8(png, text, out _, out _);
        return text;
    }

    /// <summary>A stamp with this time.</summary>
    public static byte[] Stamp(long time) => Encoding.ASCII.GetBytes($"IrisMock{time:X16}");

    private static byte[] Pixels()
    {
        using var pixels = new MemoryStream();
        using (var zlib = new ZLibStream(pixels, CompressionLevel.Optimal, leaveOpen: true))
        {
            var row = new byte[1 + (1024 / 8)];
            row.AsSpan(1).Fill(0xFF);
            for (var i = 0; i < 1024; i++)
                zlib.Write(row);
        }
        return pixels.ToArray();
    }

    private static void WriteChunk(MemoryStream png, string type, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        var name = Encoding.ASCII.GetBytes(type);
        png.Write(name);
        png.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, name), data));
        png.Write(number);
    }

    private static uint Crc(uint crc, byte[] bytes)
    {
        foreach (var b in bytes)
            crc = Crcs[(crc ^ b) & 0xFF] ^ (crc >> 8);
        return crc;
    }

    private static uint[] MakeCrcs()
    {
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            var crc = i;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
            table[i] = crc;
        }
        return table;
    }
}
