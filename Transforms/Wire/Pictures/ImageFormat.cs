namespace Iris.Transforms.Wire.Pictures;

/// <summary>The picture formats that clients send and providers return.</summary>
public enum ImageFormat
{
    /// <summary>Not recognised, or not recognised yet.</summary>
    Unknown,

    /// <summary>PNG.</summary>
    Png,

    /// <summary>JPEG.</summary>
    Jpeg,

    /// <summary>WebP.</summary>
    Webp,

    /// <summary>GIF.</summary>
    Gif,

    /// <summary>AVIF; its size is not read.</summary>
    Avif,

    /// <summary>SVG; its size is not read.</summary>
    Svg,

    /// <summary>HEIC: HEVC in a HEIF container; its size is not read.</summary>
    Heic,

    /// <summary>HEIF with another codec or without its name; its size is not read.</summary>
    Heif,

    /// <summary>BMP.</summary>
    Bmp,

    /// <summary>TIFF; its size is not read.</summary>
    Tiff,
}
