using System.Globalization;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs.Shapes;

/// <summary>
/// From <c>size</c>, <c>aspect_ratio</c> and <c>resolution</c> to the two words of models that take no pixels: a ratio and a resolution
/// tier (docs/contract.md, section 10.7). The dedicated members win over <c>size</c>. Whatever is not sent as it was asked is reported.
/// </summary>
/// <param name="Ratio">One of the model's; null leaves the choice to it.</param>
/// <param name="RatioFrom">The request member that the ratio comes from.</param>
/// <param name="Tier">One of the model's; null leaves the choice to it.</param>
/// <param name="TierFrom">The request member that the tier comes from.</param>
internal readonly record struct RatioAndTier(string? Ratio, string? RatioFrom, string? Tier, string? TierFrom)
{
    /// <summary>Chooses both.</summary>
    /// <param name="call">The call.</param>
    /// <param name="ratios">The model's, such as <c>16:9</c>; not empty.</param>
    /// <param name="tiers">The model's, such as <c>2K</c>, in ascending order; empty where it cannot be told.</param>
    public static RatioAndTier Of(ProviderCall call, IReadOnlyList<string> ratios, IReadOnlyList<string> tiers)
    {
        var shape = new RatioAndTier();
        if (RatioOf(call, ratios) is { } ratio)
            shape = shape with { Ratio = ratio, RatioFrom = "aspect_ratio" };
        if (TierOf(call.Sent(ImageParameters.Resolution, call.Request.Resolution), tiers, call.Report) is { } tier)
            shape = shape with { Tier = tier, TierFrom = "resolution" };
        return ShapeChoice.SizeOf(call) is { } size ? shape.With(size, ratios, tiers, call.Report) : shape;
    }

    private static string? RatioOf(ProviderCall call, IReadOnlyList<string> ratios)
    {
        if (ShapeChoice.AskedRatio(call) is not { } asked)
            return null;
        var ratio = PictureShape.NearestRatio(asked.Width, asked.Height, ratios, out var isExact);
        if (!isExact)
            call.Report.Convert("aspect_ratio", call.Request.AspectRatio!, ratio, "it is the nearest the model has");
        return ratio;
    }

    private static string? TierOf(string? asked, IReadOnlyList<string> tiers, ParameterReport report)
    {
        if (asked is null || IsAuto(asked))
            return null;
        if (PictureShape.EdgeOf(asked) is not { } edge)
        {
            report.Drop("resolution", asked, "it is no resolution such as 2K");
            return null;
        }
        if (tiers.Count == 0)
        {
            report.Drop("resolution", asked, "the model has one resolution only");
            return null;
        }
        var tier = Nearest(edge, tiers);
        if (PictureShape.EdgeOf(tier) != edge)
            report.Convert("resolution", asked, tier, "it is the nearest the model has");
        return tier;
    }

    private RatioAndTier With(ImageSize size, IReadOnlyList<string> ratios, IReadOnlyList<string> tiers, ParameterReport report)
    {
        var ratio = PictureShape.NearestRatio(size.Width, size.Height, ratios, out var isExact);
        var tier = tiers.Count == 0 ? null : Nearest(EdgeOf(size), tiers);
        switch (Ratio, Tier)
        {
            case (null, null):
                // Only of squares is it known that the tier is the size; other ratios come out in pixels of the model's choice.
                if (!isExact || size.Width != size.Height || size.Width != PictureShape.EdgeOf(tier ?? "1K"))
                    report.Convert("size", size.ToString(), tier is null ? ratio : $"{ratio} {tier}", "the model takes a ratio and a resolution");
                return new RatioAndTier(ratio, "size", tier, tier is null ? null : "size");
            case (null, _):
                report.Convert("size", size.ToString(), ratio, "'resolution' gives the resolution");
                return this with { Ratio = ratio, RatioFrom = "size" };
            case (_, null) when tier is not null:
                report.Convert("size", size.ToString(), tier, "'aspect_ratio' gives the shape");
                return this with { Tier = tier, TierFrom = "size" };
            default:
                report.Drop("size", size.ToString(), Tier is null ? "'aspect_ratio' is given" : "'aspect_ratio' and 'resolution' are given");
                return this;
        }
    }

    private static bool IsAuto(string text) => text.AsSpan().Trim().Equals("auto", StringComparison.OrdinalIgnoreCase);

    // A tier below 1K exists on few models; above it the area decides, so that 1536x1024 does not cost twice as much.
    private static int EdgeOf(ImageSize size) =>
        Math.Max(size.Width, size.Height) <= 512 ? 512 : PictureShape.EdgeOf(PictureShape.TierOf(size)) ?? 1024;

    private static string Nearest(int edge, IReadOnlyList<string> tiers) =>
        PictureShape.NearestTier(edge.ToString(CultureInfo.InvariantCulture), tiers);
}
