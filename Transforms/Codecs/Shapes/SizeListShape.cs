using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs.Shapes;

/// <summary>A model that has a list of sizes: the one nearest in ratio is chosen, and in area where ratios are about as near.</summary>
/// <param name="Sizes">Not empty.</param>
public sealed record SizeListShape(IReadOnlyList<ImageSize> Sizes) : SizedShape
{
    // How much a picture of another area is worth avoiding against one of another ratio: of Titan's sizes 1792x1024 becomes 1408x768 and not
    // 1152x640, whose ratio is nearer by a hair and whose area is half.
    private const double AreaWeight = 0.1;

    /// <inheritdoc/>
    public override ImageSize Fit(double width, double height) => Sizes.MinBy(size =>
        Math.Abs(Math.Log(width / height * size.Height / size.Width))
        + AreaWeight * Math.Abs(Math.Log(width * height / ((double)size.Width * size.Height))));
}
