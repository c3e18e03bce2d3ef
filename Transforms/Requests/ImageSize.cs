using System.Diagnostics.CodeAnalysis;

namespace Iris.Transforms.Requests;

/// <summary>
/// The <c>size</c> of a request: <c>auto</c> or width and height in pixels.
/// </summary>
/// <param name="Width">Pixels, 1..65535; 0 with <c>auto</c>.</param>
/// <param name="Height">Pixels, 1..65535; 0 with <c>auto</c>.</param>
public readonly record struct ImageSize(int Width, int Height)
{
    /// <summary>The longest edge that any server can mean, in pixels: what the formats PNG, JPEG and WebP hold in common, rounded up.</summary>
    internal const int MostEdge = 65_535;

    /// <summary>The largest area that any server can mean, in pixels.</summary>
    internal const long MostPixels = 1L << 28;

    /// <summary>The provider chooses.</summary>
    public bool IsAuto => Width == 0;

    /// <summary>The wire form, <c>auto</c> or <c>1024x1024</c>.</summary>
    public override string ToString() => IsAuto ? "auto" : $"{Width}x{Height}";

    /// <summary>Reads <c>auto</c> or <c>WxH</c>. Ignores case and surrounding white space, in which clients differ.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ImageSize size)
    {
        var isSize = SizeText.TryRead(text, out var read) && read is { IsLoose: false, IsTooLarge: false };
        size = isSize ? read.Pixels : default;
        return isSize;
    }
}
