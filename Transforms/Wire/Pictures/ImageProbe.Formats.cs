using System.Buffers.Binary;

namespace Iris.Transforms.Wire.Pictures;

// One method per file signature. Each is called again with more bytes until the format and size are known.
internal sealed partial class ImageProbe
{
    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private void Inspect(ReadOnlySpan<byte> head)
    {
        switch (head[0])
        {
            case 0x89:
                InspectPng(head);
                break;
            case 0xFF:
                if (Has(head, 0, [0xFF, 0xD8, 0xFF]))
                    Format = ImageFormat.Jpeg;
                break;
            case (byte)'G':
                InspectGif(head);
                break;
            case (byte)'R':
                InspectWebp(head);
                break;
            case 0x00:
                InspectBrands(head);
                break;
            case (byte)'B':
                InspectBmp(head);
                break;
            case (byte)'I':
                InspectTiff(head, "II*\0"u8);
                break;
            case (byte)'M':
                InspectTiff(head, "MM\0*"u8);
                break;
            default:
                InspectSvg(head);
                break;
        }
    }

    /// <summary>
    /// Whether <paramref name="signature"/> stands at <paramref name="at"/>. One wrong byte rules the format out, even while others are missing.
    /// </summary>
    private bool Has(ReadOnlySpan<byte> head, int at, ReadOnlySpan<byte> signature)
    {
        int there = Math.Clamp(head.Length - at, 0, signature.Length);
        if (!head.Slice(Math.Min(at, head.Length), there).SequenceEqual(signature[..there]))
            IsDecided = true;
        return !IsDecided && there == signature.Length;
    }

    /// <summary>PNG third edition, 5.2 and 11.2.1: IHDR is the first chunk.</summary>
    private void InspectPng(ReadOnlySpan<byte> head)
    {
        if (!Has(head, 0, PngSignature))
            return;
        Format = ImageFormat.Png;
        if (Has(head, 12, "IHDR"u8) && head.Length >= 24)
            Decide(BinaryPrimitives.ReadInt32BigEndian(head[16..]), BinaryPrimitives.ReadInt32BigEndian(head[20..]));
    }

    private void InspectGif(ReadOnlySpan<byte> head)
    {
        if (!Has(head, 0, "GIF8"u8) || head.Length < 6)
            return;
        if (!(head[4] is (byte)'7' or (byte)'9' && head[5] == 'a'))
        {
            IsDecided = true;
            return;
        }

        Format = ImageFormat.Gif;
        if (head.Length >= 10)
            Decide(BinaryPrimitives.ReadUInt16LittleEndian(head[6..]), BinaryPrimitives.ReadUInt16LittleEndian(head[8..]));
    }

    /// <summary>RFC 9649: the first chunk is VP8 (lossy), VP8L (lossless) or VP8X (extended).</summary>
    private void InspectWebp(ReadOnlySpan<byte> head)
    {
        if (!Has(head, 0, "RIFF"u8) || !Has(head, 8, "WEBP"u8))
            return;
        Format = ImageFormat.Webp;
        if (!Has(head, 12, "VP8"u8) || head.Length < 25)
            return;

        if (head[15] == 'L')
        {
            uint bits = BinaryPrimitives.ReadUInt32LittleEndian(head[21..]);
            bool isLossless = head[20] == 0x2F;
            Decide(isLossless ? (int)(bits & 0x3FFF) + 1 : 0, (int)((bits >> 14) & 0x3FFF) + 1);
        }
        else if (head[15] == 'X' && head.Length >= 30)
        {
            Decide((head[24] | head[25] << 8 | head[26] << 16) + 1, (head[27] | head[28] << 8 | head[29] << 16) + 1);
        }
        else if (head[15] == ' ' && Has(head, 23, [0x9D, 0x01, 0x2A]) && head.Length >= 30)
        {
            Decide(BinaryPrimitives.ReadUInt16LittleEndian(head[26..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(head[28..]) & 0x3FFF);
        }
        else if (head[15] is not ((byte)'X' or (byte)' '))
        {
            IsDecided = true;
        }
    }

    /// <summary>
    /// ISO/IEC 14496-12, 4.3, and 23008-12, annex B: the brand stands first in <c>ftyp</c> or among the compatible brands, within a few dozen bytes.
    /// A file is what its most exact brand says.
    /// </summary>
    private void InspectBrands(ReadOnlySpan<byte> head)
    {
        if (!Has(head, 4, "ftyp"u8) || head.Length < 12)
            return;
        int end = (int)Math.Clamp(BinaryPrimitives.ReadUInt32BigEndian(head), 12, 256);
        for (int at = 8; at + 4 <= Math.Min(end, head.Length); at += at == 8 ? 8 : 4)
        {
            ImageFormat brand = BrandOf(head.Slice(at, 4));
            if (brand == ImageFormat.Avif || Format is ImageFormat.Unknown or ImageFormat.Heif && brand != ImageFormat.Unknown)
                Format = brand;
            if (Format == ImageFormat.Avif)
                break;
        }

        IsDecided = Format == ImageFormat.Avif || head.Length >= end;
    }

    private static ImageFormat BrandOf(ReadOnlySpan<byte> brand) =>
        brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8) ? ImageFormat.Avif
        : brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("msf1"u8) ? ImageFormat.Heif
        : brand.StartsWith("hei"u8) || brand.StartsWith("hev"u8) ? ImageFormat.Heic
        : ImageFormat.Unknown;

    /// <summary>
    /// BITMAPFILEHEADER and the header behind it, whose first number is its length; a negative height means rows from the top down.
    /// </summary>
    private void InspectBmp(ReadOnlySpan<byte> head)
    {
        if (!Has(head, 0, "BM"u8) || head.Length < 26)
            return;
        uint header = BinaryPrimitives.ReadUInt32LittleEndian(head[14..]);
        // Two letters are not much of a signature: the header's length must be one that there is.
        if (header is not (12 or >= 40 and <= 124))
        {
            IsDecided = true;
            return;
        }
        Format = ImageFormat.Bmp;
        if (header == 12)
            Decide(BinaryPrimitives.ReadUInt16LittleEndian(head[18..]), BinaryPrimitives.ReadUInt16LittleEndian(head[20..]));
        else
            Decide(BinaryPrimitives.ReadInt32LittleEndian(head[18..]),
                Math.Abs(Math.Max(BinaryPrimitives.ReadInt32LittleEndian(head[22..]), -int.MaxValue)));
    }

    private void InspectTiff(ReadOnlySpan<byte> head, ReadOnlySpan<byte> signature)
    {
        if (!Has(head, 0, signature))
            return;
        Format = ImageFormat.Tiff;
        IsDecided = true;
    }

    private void InspectSvg(ReadOnlySpan<byte> head)
    {
        bool? isSvg = SvgProlog.Find(head);
        if (isSvg == true)
            Format = ImageFormat.Svg;
        IsDecided = isSvg is not null;
    }
}
