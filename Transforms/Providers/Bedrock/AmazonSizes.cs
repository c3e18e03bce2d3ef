using Iris.Transforms.Codecs.Shapes;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Providers.Bedrock;

/// <summary>The sizes of Titan, which are a list, and of Nova Canvas, which are limits (docs/providers/bedrock.md, "Request").</summary>
internal static class AmazonSizes
{
    private const int NovaMultiple = 16;
    private const int NovaLeast = 320;
    private const int NovaMost = 4096;
    private const double NovaRatio = 4;
    // 2048x2048 is on the price list.
    private const double NovaArea = 4_194_304;

    // How much a picture of another area is worth avoiding against one of another ratio: 1792x1024 becomes 1408x768 and not 1152x640, whose
    // ratio is nearer by a hair and whose area is half.
    private const double AreaWeight = 0.1;

    /// <summary>The width and height pairs that Titan has.</summary>
    public static readonly ImageSize[] Titan =
    [
        new(1024, 1024), new(768, 768), new(512, 512),
        new(768, 1152), new(384, 576), new(1152, 768), new(576, 384),
        new(768, 1280), new(384, 640), new(1280, 768), new(640, 384),
        new(896, 1152), new(448, 576), new(1152, 896), new(576, 448),
        new(768, 1408), new(384, 704), new(1408, 768), new(704, 384),
        new(640, 1408), new(320, 704), new(1408, 640), new(704, 320),
        new(1152, 640), new(1173, 640),
    ];

    /// <summary>The pair nearest in ratio, and in area where ratios are about as near.</summary>
    public static ImageSize NearestOfTitan(double width, double height) => Titan.MinBy(size =>
        Math.Abs(Math.Log(width / height * size.Height / size.Width))
        + AreaWeight * Math.Abs(Math.Log(width * height / ((double)size.Width * size.Height))));

    /// <summary>Moves a size into Nova's limits, its ratio first.</summary>
    public static ImageSize FitNova(double width, double height)
    {
        var ratio = Math.Clamp(width / height, 1 / NovaRatio, NovaRatio);
        var area = Math.Min(width * height, NovaArea);
        var scale = Math.Max(1, NovaLeast / Math.Min(Math.Sqrt(area * ratio), Math.Sqrt(area / ratio)));
        var size = ShapeChoice.Fit(Math.Sqrt(area * ratio) * scale, Math.Sqrt(area / ratio) * scale, NovaMultiple, NovaLeast, NovaMost);
        // Rounding may have gone over a limit by a step or two.
        while ((double)size.Width * size.Height > NovaArea || size.Width > NovaRatio * size.Height || size.Height > NovaRatio * size.Width)
            size = size.Width > size.Height ? size with { Width = size.Width - NovaMultiple } : size with { Height = size.Height - NovaMultiple };
        return size;
    }
}
