using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs.Shapes;

/// <summary>
/// How a size in whole pixels, as clients give it, is sent. Edges that follow from a ratio are mostly fractions and are always rounded.
/// </summary>
public enum WholePixels
{
    /// <summary>Within the limits it is sent unchanged; beyond the longest edge it shrinks at its own ratio and is rounded.</summary>
    WithinLimits,
    /// <summary>It is sent unchanged whatever the limits are: the server decides.</summary>
    AsAsked,
    /// <summary>It is moved into the limits and rounded.</summary>
    Rounded,
}

/// <summary>A model that accepts any width and height within limits.</summary>
/// <param name="Multiple">The multiple, in pixels, to which edges are rounded.</param>
/// <param name="Least">The shortest edge in pixels; 0 for no limit.</param>
/// <param name="Most">The longest edge in pixels.</param>
public sealed record PixelShape(int Multiple, int Least, int Most) : SizedShape
{
    /// <summary>How a size in whole pixels is sent.</summary>
    public WholePixels Whole { get; init; }
    /// <summary>The largest ratio of the longer to the shorter edge; only for <see cref="WholePixels.Rounded"/>.</summary>
    public double MostRatio { get; init; } = double.MaxValue;
    /// <summary>The largest area in pixels; only for <see cref="WholePixels.Rounded"/>.</summary>
    public double MostArea { get; init; } = double.MaxValue;

    /// <inheritdoc/>
    public override string Takes => $"WIDTHxHEIGHT in pixels, {Math.Max(Least, 1)} to {Most} an edge, for example '1024x1024'";

    /// <inheritdoc/>
    public override ShapeValues Values => new() { Edges = new EdgeRange(Multiple, Least, Most) };

    /// <inheritdoc/>
    public override ImageSize Fit(double width, double height) => Whole switch
    {
        WholePixels.AsAsked => IsWhole(width, height) ? new ImageSize((int)width, (int)height) : Scale(width, height),
        WholePixels.Rounded => RoundWithin(width, height),
        _ => Shrink(width, height),
    };

    // Both edges move into the limits together, which keeps the ratio: 16:9 at 8K is no square.
    private ImageSize Scale(double width, double height)
    {
        var scale = Math.Min(Math.Max(1, Least / Math.Min(width, height)), Most / Math.Max(width, height));
        return Round(width * scale, height * scale);
    }

    private ImageSize Shrink(double width, double height)
    {
        // Both edges shrink together, which keeps the ratio.
        var scale = Most / Math.Max(width, height);
        if (scale < 1)
            return Round(width * scale, height * scale);
        width = Math.Max(width, Least);
        height = Math.Max(height, Least);
        return IsWhole(width, height) ? new ImageSize((int)width, (int)height) : Round(width, height);
    }

    // Keeps the ratio first, because a client notices it at once.
    private ImageSize RoundWithin(double width, double height)
    {
        var ratio = Math.Clamp(width / height, 1 / MostRatio, MostRatio);
        // Both edges shrink together, which keeps the ratio.
        var area = Math.Min(Math.Min(width * height, MostArea), (double)Most * Most / Math.Max(ratio, 1 / ratio));
        var scale = Math.Max(1, Least / Math.Min(Math.Sqrt(area * ratio), Math.Sqrt(area / ratio)));
        var size = Round(Math.Sqrt(area * ratio) * scale, Math.Sqrt(area / ratio) * scale);
        // Rounding may exceed a limit by a step or two.
        while ((double)size.Width * size.Height > MostArea || size.Width > MostRatio * size.Height || size.Height > MostRatio * size.Width)
            size = size.Width > size.Height ? size with { Width = size.Width - Multiple } : size with { Height = size.Height - Multiple };
        return size;
    }

    private ImageSize Round(double width, double height) => new(Round(width), Round(height));

    private int Round(double edge) => Math.Clamp(Math.Max((int)Math.Round(edge / Multiple), 1) * Multiple, Least, Most);

    private static bool IsWhole(double width, double height) => width == Math.Floor(width) && height == Math.Floor(height);
}
