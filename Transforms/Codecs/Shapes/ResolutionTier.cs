using System.Globalization;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs.Shapes;

/// <summary>
/// Resolutions as providers name them, <c>1K</c>, <c>2K</c>, <c>4K</c> (docs/contract.md, section 10.7 and appendix A.3). The area decides a
/// picture's tier, so that 1536x1024 does not cost twice as much as 1024x1024.
/// </summary>
public static class ResolutionTier
{
    // Up to 1.6 MP is 1K, up to 4.2 MP is 2K. The bound is above 1.6 MP because 1792x1024 with 1.8 MP is requested as a 1K picture.
    private const long MaxPixels1K = 1_900_000;
    private const long MaxPixels2K = 4_300_000;
    // The edge in place of a text that is not a tier.
    private const int DefaultEdge = 1024;

    /// <summary>The tier of a picture: <c>1K</c>, <c>2K</c> or <c>4K</c>.</summary>
    public static string Of(ImageSize size) => ((long)size.Width * size.Height) switch
    {
        <= MaxPixels1K => "1K",
        <= MaxPixels2K => "2K",
        _ => "4K",
    };

    /// <summary>The largest of <paramref name="tiers"/> that is not above <paramref name="tier"/>; otherwise the smallest.</summary>
    /// <param name="tier">For instance <c>2K</c>; case is ignored.</param>
    /// <param name="tiers">The tiers in ascending order; not empty.</param>
    public static string Nearest(string tier, IReadOnlyList<string> tiers) => Nearest(EdgeOf(tier) ?? DefaultEdge, tiers);

    /// <inheritdoc cref="Nearest(string, IReadOnlyList{string})"/>
    /// <param name="edge">The edge of a square picture of the tier, in pixels.</param>
    /// <param name="tiers">The tiers in ascending order; not empty.</param>
    public static string Nearest(int edge, IReadOnlyList<string> tiers)
    {
        var best = tiers[0];
        foreach (var candidate in tiers)
        {
            if (EdgeOf(candidate) <= edge)
                best = candidate;
        }
        return best;
    }

    /// <summary>
    /// The edge of a square picture of a tier, in pixels, 0 to 99999: <c>512</c>, <c>0.5K</c>, <c>1K</c>, <c>2k</c>, <c>768sq</c>, <c>2048</c>; null
    /// when the text is not a tier.
    /// </summary>
    public static int? EdgeOf(string tier)
    {
        var text = tier.AsSpan().Trim();
        if (text.EndsWith("sq", StringComparison.OrdinalIgnoreCase))
            text = text[..^2];
        var number = text.TrimEnd("kK");
        if (text.Length - number.Length > 1
            || !double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            || value is not (> 0 and < 100_000))
        {
            return null;
        }
        return (int)Math.Round(number.Length < text.Length ? value * 1024 : value);
    }
}
