using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs.Shapes;

/// <summary>Sizes of diffusion servers.</summary>
internal static class DiffusionSizes
{
    /// <summary>A size that was asked for in pixels goes as it is; the odd numbers of a ratio are rounded to 16.</summary>
    public static ImageSize Fit(double width, double height)
    {
        var isWhole = width == Math.Floor(width) && height == Math.Floor(height);
        return isWhole ? new ImageSize((int)width, (int)height) : ShapeChoice.Fit(width, height, 16, 64, 4096);
    }
}
