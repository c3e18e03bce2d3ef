using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs.Shapes;

/// <summary>
/// A model that accepts no pixels but a ratio and a resolution tier. <c>aspect_ratio</c> overrides the size's ratio, and <c>resolution</c>
/// overrides its tier.
/// </summary>
/// <param name="Ratios">The ratios, such as <c>16:9</c>; not empty.</param>
/// <param name="Tiers">The tiers, such as <c>2K</c>, in ascending order; empty when the model does not accept a tier.</param>
public sealed record RatioAndTierShape(IReadOnlyList<string> Ratios, IReadOnlyList<string> Tiers) : Shape
{
    /// <summary>
    /// Whether <c>auto</c> is one of the model's own ratios. It is sent only without a size, because otherwise the model's choice would override
    /// the size.
    /// </summary>
    public bool HasAuto { get; init; }
    /// <summary>Whether a square with exactly the tier's edge is reported like every other size.</summary>
    public bool ReportsSquares { get; init; }
    /// <summary>The example of a valid <c>resolution</c> in the report about an invalid one.</summary>
    public string TierExample { get; init; } = "2K";

    /// <inheritdoc/>
    public override string Takes =>
        $"a ratio, one of {string.Join(", ", Ratios)}{(Tiers.Count == 0 ? "" : $", a resolution, one of {string.Join(", ", Tiers)}")}, or pixels, which become the nearest of them";

    /// <inheritdoc/>
    internal override bool HasPlaceFor(ImageParameters member) => member != ImageParameters.Resolution || Tiers.Count > 0;

    /// <inheritdoc/>
    public override ShapeValues Values => new() { Ratios = Ratios, Tiers = Tiers.Count > 0 ? Tiers : null };

    /// <inheritdoc/>
    public override Shape With(ShapeValues change) => change is { Ratios: null, Tiers: null }
        ? this
        : this with { Ratios = change.Ratios is { Count: > 0 } ratios ? ratios : Ratios, Tiers = change.Tiers ?? Tiers };

    /// <inheritdoc/>
    public override ChosenShape Choose(ProviderCall call)
    {
        var shape = new ChosenShape();
        if (RatioOf(call) is { } ratio)
            shape = shape with { Ratio = ratio, RatioFrom = "aspect_ratio" };
        if (TierOf(call) is { } tier)
            shape = shape with { Tier = tier, TierFrom = "resolution" };
        return SizeOf(call) is { } size ? WithSize(shape, size, call.Report) : shape;
    }

    private string? RatioOf(ProviderCall call)
    {
        if (HasAuto && call.Sends(ImageParameters.AspectRatio) && AspectRatios.IsAuto(call.Request.AspectRatio))
            return SizeOf(call) is null ? "auto" : null;
        if (AspectRatios.AskedOf(call) is not { } asked)
            return null;
        var ratio = AspectRatios.Nearest(asked.Width, asked.Height, Ratios, out var isExact);
        if (!isExact)
            call.Report.Convert("aspect_ratio", call.Request.AspectRatio!, ratio, "it is the nearest the model has");
        return ratio;
    }

    private string? TierOf(ProviderCall call)
    {
        var asked = call.Sent(ImageParameters.Resolution, call.Request.Resolution);
        if (asked is null || AspectRatios.IsAuto(asked))
            return null;
        if (ResolutionTier.EdgeOf(asked) is not { } edge)
        {
            call.Report.Drop("resolution", asked, $"it is no resolution such as {TierExample}");
            return null;
        }
        if (Tiers.Count == 0)
        {
            call.Report.Drop("resolution", asked, "the model has one resolution only");
            return null;
        }
        var tier = ResolutionTier.Nearest(edge, Tiers);
        if (ResolutionTier.EdgeOf(tier) != edge)
            call.Report.Convert("resolution", asked, tier, "it is the nearest the model has");
        return tier;
    }

    private ChosenShape WithSize(ChosenShape asked, ImageSize size, ParameterReport report)
    {
        var ratio = AspectRatios.Nearest(size.Width, size.Height, Ratios, out var isExact);
        var tier = Tiers.Count == 0 ? null : ResolutionTier.Nearest(EdgeOf(size), Tiers);
        switch (asked.Ratio, asked.Tier)
        {
            case (null, null):
                // Only for squares is the tier known to give the exact size; for other ratios the model chooses the pixels.
                if (ReportsSquares || !isExact || size.Width != size.Height || size.Width != ResolutionTier.EdgeOf(tier ?? "1K"))
                    report.Convert("size", size.ToString(), tier is null ? ratio : $"{ratio} {tier}", "the model takes a ratio and a resolution");
                return new ChosenShape { Ratio = ratio, RatioFrom = "size", Tier = tier, TierFrom = tier is null ? null : "size" };
            case (null, _):
                report.Convert("size", size.ToString(), ratio, "'resolution' gives the resolution");
                return asked with { Ratio = ratio, RatioFrom = "size" };
            case (_, null) when tier is not null:
                report.Convert("size", size.ToString(), tier, "'aspect_ratio' gives the shape");
                return asked with { Tier = tier, TierFrom = "size" };
            default:
                report.Drop("size", size.ToString(), asked.Tier is null ? "'aspect_ratio' is given" : "'aspect_ratio' and 'resolution' are given");
                return asked;
        }
    }

    // Only few models have a tier below 1K, and there the edges decide; above it the area decides.
    private static int EdgeOf(ImageSize size) =>
        Math.Max(size.Width, size.Height) <= 512 ? 512 : ResolutionTier.EdgeOf(ResolutionTier.Of(size)) ?? 1024;
}
