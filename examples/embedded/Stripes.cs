using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Embedded;

/// <summary>A grey picture with as many stripes as there are words.</summary>
internal static class Stripes
{
    public static byte[] Png(string words, int width, int height)
    {
        var stripes = words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        var rows = new MemoryStream();
        using (var packed = new ZLibStream(rows, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var y = 0; y < height; y++)
            {
                packed.WriteByte(0);
                for (var x = 0; x < width; x++)
                    packed.WriteByte((byte)(x * stripes * 2 / width % 2 == 0 ? 40 : 220));
            }
        }
        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), height);
        head[8] = 8;
        var png = new MemoryStream();
        png.Write([0x89, .. "PNG\r\n\u001a\n"u8]);
        Write(png, "IHDR"u8, head);
        Write(png, "IDAT"u8, rows.ToArray());
        Write(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static void Write(Stream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        png.Write(number);
        byte[] chunk = [.. type, .. content];
        png.Write(chunk);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(chunk));
        png.Write(number);
    }
}
