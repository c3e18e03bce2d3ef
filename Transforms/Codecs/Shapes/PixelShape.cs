using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs.Shapes;

/// <summary>What becomes of a size in whole pixels, as clients name them; a ratio's edges are mostly odd numbers and are always rounded.</summary>
public enum WholePixels
{
    /// <summary>It goes as asked within the limits; beyond the longest edge it shrinks in its own ratio and is rounded.</summary>
    WithinLimits,
    /// <summary>It goes as asked whatever the limits: the server judges it.</summary>
    AsAsked,
    /// <summary>It is moved into the limits and rounded.</summary>
    Rounded,
}

/// <summary>A model that takes any width and height within limits.</summary>
/// <param name="Multiple">What an edge is a multiple of where it is rounded, in pixels.</param>
/// <param name="Least">The shortest edge in pixels; 0 where there is no such limit.</param>
/// <param name="Most">The longest edge in pixels.</param>
public sealed record PixelShape(int Multiple, int Least, int Most) : SizedShape
{
    /// <summary>What becomes of a size in whole pixels.</summary>
    public WholePixels Whole { get; init; }
    /// <summary>The longer edge by the shorter one at most; for <see cref="WholePixels.Rounded"/> alone.</summary>
    public double MostRatio { get; init; } = double.MaxValue;
    /// <summary>Width by height at most, in pixels; for <see cref="WholePixels.Rounded"/> alone.</summary>
    public double MostArea { get; init; } = double.MaxValue;

    /// <inheritdoc/>
    public override ImageSize Fit(double width, double height) => Whole switch
    {
        WholePixels.AsAsked => IsWhole(width, height) ? new ImageSize((int)width, (int)height) : Round(width, height),
        WholePixels.Rounded => RoundWithin(width, height),
        _ => Shrink(width, height),
    };

    private ImageSize Shrink(double width, double height)
    {
        // Both edges shrink together, so that the ratio stays.
        var scale = Most / Math.Max(width, height);
        if (scale < 1)
            return Round(width * scale, height * scale);
        width = Math.Max(width, Least);
        height = Math.Max(height, Least);
        return IsWhole(width, height) ? new ImageSize((int)width, (int)height) : Round(width, height);
    }

    // The ratio first, which is what a client sees at once.
    private ImageSize RoundWithin(double width, double height)
    {
        var ratio = Math.Clamp(width / height, 1 / MostRatio, MostRatio);
        var area = Math.Min(width * height, MostArea);
        var scale = Math.Max(1, Least / Math.Min(Math.Sqrt(area * ratio), Math.Sqrt(area / ratio)));
        var size = Round(Math.Sqrt(area * ratio) * scale, Math.Sqrt(area / ratio) * scale);
        // Rounding may have gone over a limit by a step or two.
        while ((double)size.Width * size.Height > MostArea || size.Width > MostRatio * size.Height || size.Height > MostRatio * size.Width)
            size = size.Width > size.Height ? size with { Width = size.Width - Multiple } : size with { Height = size.Height - Multiple };
        return size;
    }

    private ImageSize Round(double width, double height) => new(Round(width), Round(height));

    private int Round(double edge) => Math.Clamp(Math.Max((int)Math.Round(edge / Multiple), 1) * Multiple, Least, Most);

    private static bool IsWhole(double width, double height) => width == Math.Floor(width) && height == Math.Floor(height);
}
