using System.Buffers.Binary;
using System.IO.Compression;

namespace Iris.Transforms.Codecs.Masks;

/// <summary>Writes a mask as an 8-bit greyscale PNG (https://www.w3.org/TR/png-3/) in the form that a provider expects, row by row.</summary>
internal static class MaskWriter
{
    private const byte Half = 128;

    /// <summary>Writes the mask.</summary>
    /// <param name="rows">The mask's rows; all are read.</param>
    /// <param name="form">The provider's form; neither <see cref="MaskForm.None"/> nor <see cref="MaskForm.Alpha"/>.</param>
    /// <param name="into">Receives the PNG.</param>
    /// <exception cref="InvalidDataException">The mask is broken; what <paramref name="into"/> has received is of no use.</exception>
    public static void Write(MaskRows rows, MaskForm form, Stream into)
    {
        into.Write(PngChunk.Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, rows.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], rows.Height);
        header[8] = 8;
        header[9..].Clear();
        PngChunk.Write(into, "IHDR"u8, header);
        using (var chunks = new PngDataStream(into))
        using (var deflate = new ZLibStream(chunks, CompressionLevel.Fastest))
        {
            // A row begins with its filter: none.
            var row = new byte[1 + rows.Width];
            for (var y = 0; y < rows.Height; y++)
            {
                var strengths = row.AsSpan(1);
                rows.Read(strengths);
                Convert(strengths, form);
                deflate.Write(row);
            }
        }
        PngChunk.Write(into, "IEND"u8, []);
    }

    private static void Convert(Span<byte> strengths, MaskForm form)
    {
        switch (form)
        {
            case MaskForm.White:
                break;
            case MaskForm.PureWhite:
                foreach (ref var strength in strengths)
                    strength = strength >= Half ? byte.MaxValue : byte.MinValue;
                break;
            case MaskForm.PureBlack:
                foreach (ref var strength in strengths)
                    strength = strength >= Half ? byte.MinValue : byte.MaxValue;
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(form), form, "a mask of that form is not converted");
        }
    }
}
