using System.Buffers.Binary;

namespace Iris.Transforms.Images;

// One method per file signature. Each is called again with more bytes until the format and size are known.
public sealed partial class ImageProbe
{
    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private ReadOnlySpan<byte> Head => _head.AsSpan(0, _count);

    private void Inspect()
    {
        switch (_head[0])
        {
            case 0x89:
                InspectPng();
                break;
            case 0xFF:
                if (Has(0, [0xFF, 0xD8, 0xFF]))
                    Format = ImageFormat.Jpeg;
                break;
            case (byte)'G':
                InspectGif();
                break;
            case (byte)'R':
                InspectWebp();
                break;
            case 0x00:
                InspectAvif();
                break;
            default:
                InspectSvg();
                break;
        }
    }

    /// <summary>Whether these bytes stand at <paramref name="at"/>. A mismatch in what is there already decides against the format.</summary>
    private bool Has(int at, ReadOnlySpan<byte> signature)
    {
        int there = Math.Clamp(_count - at, 0, signature.Length);
        if (!_head.AsSpan(at, there).SequenceEqual(signature[..there]))
            IsDecided = true;
        return !IsDecided && there == signature.Length;
    }

    /// <summary>PNG third edition, 5.2 and 11.2.1: IHDR is the first chunk.</summary>
    private void InspectPng()
    {
        if (!Has(0, PngSignature))
            return;
        Format = ImageFormat.Png;
        if (Has(12, "IHDR"u8) && _count >= 24)
            Decide(BinaryPrimitives.ReadInt32BigEndian(Head[16..]), BinaryPrimitives.ReadInt32BigEndian(Head[20..]));
    }

    private void InspectGif()
    {
        if (!Has(0, "GIF8"u8) || _count < 6)
            return;
        if (!(Head[4] is (byte)'7' or (byte)'9' && Head[5] == 'a'))
        {
            IsDecided = true;
            return;
        }

        Format = ImageFormat.Gif;
        if (_count >= 10)
            Decide(BinaryPrimitives.ReadUInt16LittleEndian(Head[6..]), BinaryPrimitives.ReadUInt16LittleEndian(Head[8..]));
    }

    /// <summary>RFC 9649: the first chunk is VP8 (lossy), VP8L (lossless) or VP8X (extended).</summary>
    private void InspectWebp()
    {
        if (!Has(0, "RIFF"u8) || !Has(8, "WEBP"u8))
            return;
        Format = ImageFormat.Webp;
        if (!Has(12, "VP8"u8) || _count < 25)
            return;

        ReadOnlySpan<byte> head = Head;
        if (head[15] == 'L')
        {
            uint bits = BinaryPrimitives.ReadUInt32LittleEndian(head[21..]);
            bool isLossless = head[20] == 0x2F;
            Decide(isLossless ? (int)(bits & 0x3FFF) + 1 : 0, (int)((bits >> 14) & 0x3FFF) + 1);
        }
        else if (head[15] == 'X' && _count >= 30)
        {
            Decide((head[24] | head[25] << 8 | head[26] << 16) + 1, (head[27] | head[28] << 8 | head[29] << 16) + 1);
        }
        else if (head[15] == ' ' && Has(23, [0x9D, 0x01, 0x2A]) && _count >= 30)
        {
            Decide(BinaryPrimitives.ReadUInt16LittleEndian(head[26..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(head[28..]) & 0x3FFF);
        }
        else if (head[15] is not ((byte)'X' or (byte)' '))
        {
            IsDecided = true;
        }
    }

    /// <summary>ISO/IEC 14496-12, 4.3: the brand stands first in <c>ftyp</c> or among the compatible ones, which a few dozen bytes hold.</summary>
    private void InspectAvif()
    {
        if (!Has(4, "ftyp"u8) || _count < 12)
            return;
        int end = (int)Math.Clamp(BinaryPrimitives.ReadUInt32BigEndian(Head), 12, 256);
        for (int at = 8; at + 4 <= Math.Min(end, _count); at += at == 8 ? 8 : 4)
        {
            if (Head.Slice(at, 4).SequenceEqual("avif"u8) || Head.Slice(at, 4).SequenceEqual("avis"u8))
            {
                Format = ImageFormat.Avif;
                IsDecided = true;
                return;
            }
        }

        IsDecided = _count >= end;
    }

    private void InspectSvg()
    {
        bool? isSvg = SvgProlog.Find(Head);
        if (isSvg == true)
            Format = ImageFormat.Svg;
        IsDecided = isSvg is not null;
    }
}
