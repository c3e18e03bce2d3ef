using System.Globalization;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs.Shapes;

/// <summary>
/// Resolutions as providers name them, <c>1K</c>, <c>2K</c>, <c>4K</c> (docs/contract.md, section 10.7 and appendix A.3). A picture's tier
/// goes by its area, so that 1536x1024 does not cost twice as much as 1024x1024.
/// </summary>
public static class ResolutionTier
{
    // Up to 1.6 MP is 1K (1792x1024 has 1.8 MP and is asked for as a 1K picture: the bound lies above it), up to 4.2 MP is 2K.
    private const long MaxPixels1K = 1_900_000;
    private const long MaxPixels2K = 4_300_000;
    // The edge that stands for a word that is no tier.
    private const int DefaultEdge = 1024;

    /// <summary>The tier of a picture: <c>1K</c>, <c>2K</c> or <c>4K</c>.</summary>
    public static string Of(ImageSize size) => ((long)size.Width * size.Height) switch
    {
        <= MaxPixels1K => "1K",
        <= MaxPixels2K => "2K",
        _ => "4K",
    };

    /// <summary>The largest of <paramref name="tiers"/> that is not above <paramref name="tier"/>, else the smallest.</summary>
    /// <param name="tier">For instance <c>2K</c>; case does not count.</param>
    /// <param name="tiers">In ascending order; not empty.</param>
    public static string Nearest(string tier, IReadOnlyList<string> tiers) => Nearest(EdgeOf(tier) ?? DefaultEdge, tiers);

    /// <inheritdoc cref="Nearest(string, IReadOnlyList{string})"/>
    /// <param name="edge">The edge in pixels of a square picture of the tier.</param>
    /// <param name="tiers">In ascending order; not empty.</param>
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
    /// The edge in pixels, 0 to 99999, of a square picture of a tier: <c>512</c>, <c>0.5K</c>, <c>1K</c>, <c>2k</c>, <c>2048</c>; null when it is
    /// no tier.
    /// </summary>
    public static int? EdgeOf(string tier)
    {
        var text = tier.AsSpan().Trim();
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
