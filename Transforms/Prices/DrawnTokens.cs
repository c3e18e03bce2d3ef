using Iris.Transforms.Requests;

namespace Iris.Transforms.Prices;

/// <summary>How many tokens a finished picture has, as far as its maker tells before it is drawn.</summary>
internal abstract record DrawnTokens
{
    /// <summary>The most tokens of one picture of a kind; parts of the kind that are open count as the worst.</summary>
    public abstract long Most(PictureKind kind);
}

/// <summary>Tokens by a list: the same for every picture of a kind.</summary>
/// <param name="Rates">The tokens; not empty.</param>
internal sealed record ListedTokens(IReadOnlyList<PictureRate> Rates) : DrawnTokens
{
    /// <summary>Reads a list in the form of <see cref="PictureRates.Parse"/>.</summary>
    public static ListedTokens Of(string text) => new(PictureRates.Parse(text));

    /// <inheritdoc/>
    public override long Most(PictureKind kind) => (long)Math.Ceiling(PictureRates.Most(Rates, kind) ?? 0);
}

/// <summary>
/// Tokens by the formula of GPT Image from 2 on: a quality divides the longer edge into <c>q</c> cells, the shorter one into
/// <c>s = round(q · S / L)</c>, and a picture has <c>ceil(q · s · (2,000,000 + W · H) / 4,000,000)</c> tokens. It gives 196, 1756 and 7024 for
/// 1024x1024 with 16, 48 and 96 cells, as OpenAI's calculator does
/// (https://platform.openai.com/docs/guides/image-generation#cost-and-latency).
/// </summary>
/// <param name="Cells">The cells of each quality.</param>
internal sealed record GridTokens(IReadOnlyList<GridQuality> Cells) : DrawnTokens
{
    // The sizes that "auto" chooses from.
    private static readonly ImageSize[] AutoSizes = [new(1024, 1024), new(1536, 1024), new(1024, 1536)];

    /// <inheritdoc/>
    public override long Most(PictureKind kind)
    {
        var isKnown = false;
        foreach (var quality in Cells)
            isKnown |= quality.Name.Equals(kind.Quality, StringComparison.OrdinalIgnoreCase);
        long most = 0;
        foreach (var quality in Cells)
        {
            if (isKnown && !quality.Name.Equals(kind.Quality, StringComparison.OrdinalIgnoreCase))
                continue;
            if (kind.Size is { IsAuto: false } size)
                most = Math.Max(most, quality.Times * Count(quality.Cells, size));
            else
            {
                foreach (var auto in AutoSizes)
                    most = Math.Max(most, quality.Times * Count(quality.Cells, auto));
            }
        }
        return most;
    }

    private static long Count(long cells, ImageSize size)
    {
        long longer = Math.Max(size.Width, size.Height), shorter = Math.Min(size.Width, size.Height);
        var across = ((2 * cells * shorter) + longer) / (2 * longer);
        var weighed = cells * across * (2_000_000 + (longer * shorter));
        return (weighed + 3_999_999) / 4_000_000;
    }
}

/// <summary>One quality of a grid.</summary>
/// <param name="Name">The quality, in lower case.</param>
/// <param name="Cells">The cells of the longer edge.</param>
/// <param name="Times">How many times the formula's tokens were measured where it does not hold; else 1.</param>
internal readonly record struct GridQuality(string Name, int Cells, int Times = 1);

/// <summary>Tokens by the area: one for each 1,024 pixels.</summary>
internal sealed record AreaTokens : DrawnTokens
{
    private const long PixelsInToken = 1024;

    /// <summary>The area of a picture whose size is open, in pixels.</summary>
    public required long MostPixels { get; init; }

    /// <inheritdoc/>
    public override long Most(PictureKind kind) =>
        ((kind.Size is { IsAuto: false } size ? (long)size.Width * size.Height : MostPixels) + PixelsInToken - 1) / PixelsInToken;
}
