using System.Globalization;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs.Shapes;

/// <summary>
/// From pixels to the words of providers that think in ratios and resolution tiers (docs/contract.md, section 10.7 and appendix
/// A.3): the nearest ratio the model has, and a tier by area, so that 1536x1024 does not cost twice as much as 1024x1024.
/// </summary>
public static class PictureShape
{
    // Up to 1.6 MP is 1K (1792x1024 has 1.8 MP and is asked for as a 1K picture: the bound lies above it), up to 4.2 MP is 2K.
    private const long MaxPixels1K = 1_900_000;
    private const long MaxPixels2K = 4_300_000;
    // What a word that is no tier counts as.
    private const int DefaultEdge = 1024;

    /// <summary>The entry of <paramref name="ratios"/> nearest to width : height, by <c>|ln(w/h) − ln(a/b)|</c>.</summary>
    /// <param name="width">Above 0.</param>
    /// <param name="height">Above 0.</param>
    /// <param name="ratios">Entries such as <c>16:9</c>; not empty.</param>
    /// <param name="isExact">Whether the entry is the very ratio.</param>
    public static string NearestRatio(double width, double height, IReadOnlyList<string> ratios, out bool isExact)
    {
        var wanted = Math.Log(width / height);
        var best = ratios[0];
        var distance = double.MaxValue;
        foreach (var ratio in ratios)
        {
            if (!TryParseRatio(ratio, out var a, out var b))
                continue;
            var d = Math.Abs(wanted - Math.Log(a / b));
            if (d < distance)
                (best, distance) = (ratio, d);
        }
        isExact = distance < 0.001;
        return best;
    }

    /// <summary>Reads <c>16:9</c> (also <c>16x9</c> and <c>16/9</c>).</summary>
    public static bool TryParseRatio(string? text, out double width, out double height)
    {
        width = height = 0;
        var span = (text ?? "").AsSpan().Trim();
        var separator = span.IndexOfAny(":x/");
        return separator > 0
            && double.TryParse(span[..separator], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out width)
            && double.TryParse(span[(separator + 1)..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out height)
            && width is > 0 and <= 10_000
            && height is > 0 and <= 10_000;
    }

    /// <summary>The tier of a picture: <c>1K</c>, <c>2K</c> or <c>4K</c>.</summary>
    public static string TierOf(ImageSize size) => ((long)size.Width * size.Height) switch
    {
        <= MaxPixels1K => "1K",
        <= MaxPixels2K => "2K",
        _ => "4K",
    };

    /// <summary>The largest of <paramref name="tiers"/> that is not above <paramref name="tier"/>, else the smallest.</summary>
    /// <param name="tier">For instance <c>2K</c>; case does not count.</param>
    /// <param name="tiers">In ascending order; not empty.</param>
    public static string NearestTier(string tier, IReadOnlyList<string> tiers)
    {
        var wanted = EdgeOf(tier) ?? DefaultEdge;
        var best = tiers[0];
        foreach (var candidate in tiers)
        {
            if (EdgeOf(candidate) <= wanted)
                best = candidate;
        }
        return best;
    }

    /// <summary>
    /// The edge in pixels, 1 to 99999, of a square picture of a tier: <c>512</c>, <c>0.5K</c>, <c>1K</c>, <c>2k</c>, <c>2048</c>; null when it is
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
