using System.Buffers.Binary;
using System.IO.Compression;
using Iris.Transforms.Codecs.Masks;

namespace Iris.Gateway.Tests.Unit.Transforms.Codecs.Masks;

/// <summary>Writes PNGs of every kind that clients' tools write: colour types, depths, filters, divisions of the data.</summary>
internal static class PngSample
{
    /// <summary>Writes a PNG.</summary>
    /// <param name="colourType">0 grey, 2 colour, 3 palette, 4 grey with alpha, 6 colour with alpha.</param>
    /// <param name="depth">Bits a sample.</param>
    /// <param name="width">Pixels a row.</param>
    /// <param name="rows">Each row's samples.</param>
    /// <param name="extra">Chunks before the data.</param>
    /// <param name="chunk">The most bytes of a chunk of data.</param>
    /// <param name="interlaced">What the header says.</param>
    public static byte[] Write(
        int colourType, int depth, int width, IReadOnlyList<int[]> rows, (string Type, byte[] Data)[]? extra = null, int chunk = 11,
        bool interlaced = false)
    {
        var png = new MemoryStream();
        png.Write(PngChunk.Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), rows.Count);
        (header[8], header[9], header[12]) = ((byte)depth, (byte)colourType, (byte)(interlaced ? 1 : 0));
        PngChunk.Write(png, "IHDR"u8, header);
        foreach (var (type, data) in extra ?? [])
            PngChunk.Write(png, System.Text.Encoding.ASCII.GetBytes(type), data);
        var deflated = Deflate(rows, depth, Math.Max(1, depth * (colourType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 }) / 8));
        for (var i = 0; i < deflated.Length; i += chunk)
            PngChunk.Write(png, "IDAT"u8, deflated.AsSpan(i, Math.Min(chunk, deflated.Length - i)));
        PngChunk.Write(png, "IEND"u8, []);
        return png.ToArray();
    }

    // The rows take the five filters in turn.
    private static byte[] Deflate(IReadOnlyList<int[]> rows, int depth, int pixelBytes)
    {
        var output = new MemoryStream();
        using (var zlib = new ZLibStream(output, CompressionLevel.Optimal))
        {
            byte[]? above = null;
            for (var y = 0; y < rows.Count; y++)
            {
                var row = Pack(rows[y], depth);
                above ??= new byte[row.Length];
                zlib.WriteByte((byte)(y % 5));
                for (var i = 0; i < row.Length; i++)
                {
                    var left = i >= pixelBytes ? row[i - pixelBytes] : 0;
                    var corner = i >= pixelBytes ? above[i - pixelBytes] : 0;
                    var guess = (y % 5) switch
                    {
                        1 => left,
                        2 => above[i],
                        3 => (left + above[i]) / 2,
                        4 => Nearest(left, above[i], corner),
                        _ => 0,
                    };
                    zlib.WriteByte((byte)(row[i] - guess));
                }
                above = row;
            }
        }
        return output.ToArray();
    }

    private static int Nearest(int left, int above, int corner)
    {
        var guess = left + above - corner;
        return new[] { left, above, corner }.OrderBy(value => Math.Abs(guess - value)).First();
    }

    private static byte[] Pack(int[] samples, int depth)
    {
        var bytes = new byte[(samples.Length * depth + 7) / 8];
        for (var i = 0; i < samples.Length; i++)
        {
            if (depth == 16)
                BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2 * i), (ushort)samples[i]);
            else
                bytes[i * depth / 8] |= (byte)(samples[i] << (8 - depth - i * depth % 8));
        }
        return bytes;
    }
}
