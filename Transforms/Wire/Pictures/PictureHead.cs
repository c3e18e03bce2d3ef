namespace Iris.Transforms.Wire.Pictures;

/// <summary>Recognises pictures by their first few bytes.</summary>
internal static class PictureHead
{
    /// <summary>The number of bytes that <see cref="IsKnown"/> needs.</summary>
    public const int Needed = 12;

    /// <summary>Whether these bytes begin a picture of a known format: PNG, JPEG, GIF, WebP, AVIF and HEIC, JPEG XL, BMP, TIFF.</summary>
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
