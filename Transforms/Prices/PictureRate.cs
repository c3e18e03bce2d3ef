using System.Globalization;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Prices;

/// <summary>What one picture of a kind costs, or how many tokens it has.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Value">USD for one picture, or tokens; 0 or more.</param>
internal readonly record struct PictureRate(PictureKind Kind, decimal Value);

/// <summary>
/// Which pictures a rate is for. A part that is null is not looked at: <c>1024x1024;hd</c> has a size and a quality, <c>2K</c> has a tier only.
/// </summary>
/// <param name="Size">The size; the same size on its side counts as the same.</param>
/// <param name="Tier">The resolution, for instance <c>2K</c>; case is ignored.</param>
/// <param name="Quality">The quality; case is ignored.</param>
internal readonly record struct PictureKind(ImageSize? Size, string? Tier, string? Quality)
{
    /// <summary>Every picture.</summary>
    public static PictureKind Any => default;

    /// <summary>
    /// Reads a kind: <c>-</c> for every picture, else a size (<c>1024x1024</c>), a resolution (<c>512</c>, <c>768sq</c>, <c>1.5k</c>, <c>2K</c>) and
    /// a quality (any other word), each at most once, with semicolons between them.
    /// </summary>
    public static bool TryParse(string text, out PictureKind kind)
    {
        kind = default;
        if (text.Trim() == "-")
            return true;
        foreach (var part in text.Split(';', StringSplitOptions.TrimEntries))
        {
            if (part.Length == 0)
                return false;
            if (ImageSize.TryParse(part, out var size) && !size.IsAuto)
            {
                if (kind.Size is not null)
                    return false;
                kind = kind with { Size = size };
            }
            else if (char.IsAsciiDigit(part[0]))
            {
                if (kind.Tier is not null)
                    return false;
                kind = kind with { Tier = part };
            }
            else
            {
                if (kind.Quality is not null)
                    return false;
                kind = kind with { Quality = part.ToLowerInvariant() };
            }
        }
        return true;
    }
}

/// <summary>Rates by the kind of picture.</summary>
internal static class PictureRates
{
    /// <summary>Reads rates that the tables hold: <c>"1K;low 0.04, 2K;low 0.06"</c>.</summary>
    /// <exception cref="FormatException">The text has another form.</exception>
    public static IReadOnlyList<PictureRate> Parse(string text) =>
    [
        .. text.Split(',', StringSplitOptions.TrimEntries).Select(static entry =>
            entry.Split(' ') is [var kind, var value] && PictureKind.TryParse(kind, out var read)
                ? new PictureRate(read, decimal.Parse(value, CultureInfo.InvariantCulture))
                : throw new FormatException($"'{entry}' is no rate")),
    ];

    /// <summary>
    /// The highest value of the rates that a picture may fall under; null when there are no rates. A part that the picture leaves open may be
    /// anything, and so may one that no rate names: then all rates count. A rate that names more parts of the picture counts before one that names
    /// fewer.
    /// </summary>
    public static decimal? Most(IReadOnlyList<PictureRate> rates, PictureKind asked) => Range(rates, asked).Most;

    /// <summary>The lowest value of the rates that a picture may fall under; null when there are no rates.</summary>
    /// <inheritdoc cref="Most" path="/param"/>
    public static decimal? Least(IReadOnlyList<PictureRate> rates, PictureKind asked) => Range(rates, asked).Least;

    private static (decimal? Least, decimal? Most) Range(IReadOnlyList<PictureRate> rates, PictureKind asked)
    {
        var (quality, size, tier) = (default(string), default(ImageSize?), default(string));
        foreach (var rate in rates)
        {
            quality ??= Is(rate.Kind.Quality, asked.Quality) ? asked.Quality : null;
            tier ??= Is(rate.Kind.Tier, asked.Tier) ? asked.Tier : null;
            // The size itself counts before the same on its side.
            if (rate.Kind.Size is { } known && (known == asked.Size || (size is null && Turned(known) == asked.Size)))
                size = known;
        }
        var closest = -1;
        decimal? least = null, most = null;
        foreach (var (kind, value) in rates)
        {
            if (Differs(kind.Quality, quality) || Differs(kind.Tier, tier) || (kind.Size is { } other && size is { } chosen && other != chosen))
                continue;
            var parts = (Is(kind.Quality, quality) ? 1 : 0) + (Is(kind.Tier, tier) ? 1 : 0) + (kind.Size is not null && size is not null ? 1 : 0);
            if (parts < closest)
                continue;
            if (parts > closest)
                (closest, least, most) = (parts, null, null);
            least = Math.Min(least ?? value, value);
            most = Math.Max(most ?? value, value);
        }
        return (least, most);
    }

    private static bool Is(string? one, string? other) => one is not null && one.Equals(other, StringComparison.OrdinalIgnoreCase);

    // What either side leaves open fits.
    private static bool Differs(string? one, string? other) => one is not null && other is not null && !Is(one, other);

    private static ImageSize Turned(ImageSize size) => new(size.Height, size.Width);
}
