using System.Buffers.Binary;
using System.IO.Hashing;

namespace Iris.Transforms.Codecs.Masks;

/// <summary>The parts of a PNG file: length, type, data, check sum.</summary>
internal static class PngChunk
{
    /// <summary>The bytes in front of all chunks.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Writes a chunk.</summary>
    /// <param name="into">Receives the chunk.</param>
    /// <param name="type">Four letters.</param>
    /// <param name="data">The chunk's data.</param>
    public static void Write(Stream into, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        into.Write(number);
        into.Write(type);
        into.Write(data);
        var sum = new Crc32();
        sum.Append(type);
        sum.Append(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, sum.GetCurrentHashAsUInt32());
        into.Write(number);
    }
}
