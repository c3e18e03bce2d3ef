namespace Iris.Transforms.Wire.Pictures;

/// <summary>Tells pictures from other bytes by the first few.</summary>
internal static class PictureHead
{
    /// <summary>How many bytes have to be seen.</summary>
    public const int Needed = 12;

    /// <summary>Whether a picture of a known format begins so: PNG, JPEG, GIF, WebP, AVIF and HEIC, JPEG XL, BMP, TIFF.</summary>
    /// <param name="head">At least <see cref="Needed"/> bytes.</param>
    public static bool IsKnown(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G'])
        || head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
        || head.StartsWith("GIF8"u8)
        || (head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8))
        || head[4..].StartsWith("ftyp"u8)
        || head[4..].StartsWith("JXL "u8)
        || head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x0A])
        || head.StartsWith("BM"u8)
        || head.StartsWith("II*\0"u8)
        || head.StartsWith("MM\0*"u8);
}
