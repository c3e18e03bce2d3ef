using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs.Shapes;

/// <summary>A model with a list of sizes: the size with the nearest ratio is chosen, and of similar ratios the one with the nearest area.</summary>
/// <param name="Sizes">The sizes; not empty.</param>
public sealed record SizeListShape(IReadOnlyList<ImageSize> Sizes) : SizedShape
{
    // The weight of another area against another ratio. With it, of Titan's sizes 1408x768 is chosen for 1792x1024, and not 1152x640, whose ratio
    // is only slightly nearer and whose area is half.
    private const double AreaWeight = 0.1;

    /// <inheritdoc/>
    public override string Takes => $"one of {string.Join(", ", Sizes)}";

    /// <inheritdoc/>
    public override ShapeValues Values => new() { Sizes = Sizes };

    /// <inheritdoc/>
    public override ImageSize Fit(double width, double height) => Sizes.MinBy(size =>
        Math.Abs(Math.Log(width / height * size.Height / size.Width))
        + AreaWeight * Math.Abs(Math.Log(width * height / ((double)size.Width * size.Height))));
}
