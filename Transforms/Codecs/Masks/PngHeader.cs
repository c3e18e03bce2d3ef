using System.Buffers.Binary;

namespace Iris.Transforms.Codecs.Masks;

/// <summary>What a PNG says of itself before its picture data (https://www.w3.org/TR/png-3/, sections 11.2 and 11.3.1).</summary>
internal sealed class PngHeader
{
    // PLTE and tRNS have at most 768 bytes; other chunks are skipped.
    private const int MostKept = 768;

    /// <summary>Pixels a row, 1 or more.</summary>
    public int Width { get; private set; }
    /// <summary>The number of rows, 1 or more.</summary>
    public int Height { get; private set; }
    /// <summary>Bits a sample: 1, 2, 4, 8 or 16.</summary>
    public int BitDepth { get; private set; }
    /// <summary>0 grey, 2 colour, 3 palette, 4 grey with alpha, 6 colour with alpha.</summary>
    public int ColourType { get; private set; }
    /// <summary>Whether the rows come in seven passes (Adam7).</summary>
    public bool IsInterlaced { get; private set; }
    /// <summary>Three bytes for each entry; empty without a palette.</summary>
    public byte[] Palette { get; private set; } = [];
    /// <summary>The alpha of palette entries, or the one transparent colour in samples of two bytes; empty for none.</summary>
    public byte[] Transparency { get; private set; } = [];

    /// <summary>Samples a pixel.</summary>
    public int Channels => ColourType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    /// <summary>Reads up to the first picture data.</summary>
    /// <param name="png">The file from its beginning.</param>
    /// <param name="length">The length of the first picture data, which follows.</param>
    /// <exception cref="InvalidDataException">This is no PNG, or a broken one.</exception>
    public static PngHeader Read(Stream png, out int length)
    {
        Span<byte> start = stackalloc byte[8];
        ReadExactly(png, start);
        if (!start.SequenceEqual(PngChunk.Signature))
            throw new InvalidDataException("no PNG");
        var header = new PngHeader();
        while (true)
        {
            ReadExactly(png, start);
            length = BinaryPrimitives.ReadInt32BigEndian(start);
            if (length < 0)
                throw new InvalidDataException("a chunk of a PNG has no valid length");
            var type = start[4..];
            if (type.SequenceEqual("IDAT"u8))
                return header.BitDepth > 0 ? header : throw new InvalidDataException("a PNG has no header");
            header.Take(type, length, png);
            // The check sum follows the data.
            Skip(png, 4);
        }
    }

    /// <summary>Skips bytes.</summary>
    public static void Skip(Stream png, long count)
    {
        Span<byte> skipped = stackalloc byte[512];
        for (; count > 0; count -= Math.Min(count, skipped.Length))
            ReadExactly(png, skipped[..(int)Math.Min(count, skipped.Length)]);
    }

    /// <summary>Fills a buffer.</summary>
    public static void ReadExactly(Stream png, Span<byte> into)
    {
        if (png.ReadAtLeast(into, into.Length, throwOnEndOfStream: false) < into.Length)
            throw new InvalidDataException("a PNG ends too early");
    }

    private void Take(ReadOnlySpan<byte> type, int length, Stream png)
    {
        if (type.SequenceEqual("IHDR"u8) && length == 13)
            TakeHeader(png);
        else if (type.SequenceEqual("PLTE"u8) && length <= MostKept)
            ReadExactly(png, Palette = new byte[length]);
        else if (type.SequenceEqual("tRNS"u8) && length <= MostKept)
            ReadExactly(png, Transparency = new byte[length]);
        else
            Skip(png, length);
    }

    private void TakeHeader(Stream png)
    {
        Span<byte> data = stackalloc byte[13];
        ReadExactly(png, data);
        Width = BinaryPrimitives.ReadInt32BigEndian(data);
        Height = BinaryPrimitives.ReadInt32BigEndian(data[4..]);
        (BitDepth, ColourType, IsInterlaced) = (data[8], data[9], data[12] != 0);
        var isKnown = ColourType switch
        {
            0 => BitDepth is 1 or 2 or 4 or 8 or 16,
            3 => BitDepth is 1 or 2 or 4 or 8,
            2 or 4 or 6 => BitDepth is 8 or 16,
            _ => false,
        };
        if (!isKnown || Width < 1 || Height < 1)
            throw new InvalidDataException("a PNG's header is not valid");
    }
}
