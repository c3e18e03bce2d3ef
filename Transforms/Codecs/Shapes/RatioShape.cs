using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs.Shapes;

/// <summary>
/// A model with a list of ratios and no pixels. A given ratio overrides the size; a <c>resolution</c> is sent unchanged when the model accepts it.
/// </summary>
/// <param name="Ratios">The ratios, such as <c>16:9</c>; not empty.</param>
public sealed record RatioShape(IReadOnlyList<string> Ratios) : Shape
{
    /// <summary>The tiers of a model whose codec chooses one by itself, in ascending order; empty when there are none to choose from.</summary>
    public IReadOnlyList<string> Tiers { get; init; } = [];

    /// <inheritdoc/>
    public override ShapeValues Values => new() { Ratios = Ratios, Tiers = Tiers.Count > 0 ? Tiers : null };

    /// <inheritdoc/>
    public override Shape With(ShapeValues change) => change.Ratios is null && (change.Tiers is null || Tiers.Count == 0)
        ? this
        : this with { Ratios = change.Ratios is { Count: > 0 } ratios ? ratios : Ratios, Tiers = Tiers.Count > 0 ? change.Tiers ?? Tiers : Tiers };

    /// <inheritdoc/>
    public override string Takes => $"a ratio, one of {string.Join(", ", Ratios)}, or pixels, which become the nearest of them";

    /// <inheritdoc/>
    public override ChosenShape Choose(ProviderCall call)
    {
        var ratio = RatioOf(call, out var from);
        var tier = call.Sent(ImageParameters.Resolution, call.Request.Resolution);
        return new ChosenShape { Ratio = ratio, RatioFrom = from, Tier = tier, TierFrom = tier is null ? null : "resolution" };
    }

    private string? RatioOf(ProviderCall call, out string? from)
    {
        var size = SizeOf(call);
        from = null;
        if (AspectRatios.AskedOf(call) is { } asked)
        {
            from = "aspect_ratio";
            if (size is { } overruled)
                call.Report.Drop("size", overruled.ToString(), "aspect_ratio wins over it");
            var nearest = AspectRatios.Nearest(asked.Width, asked.Height, Ratios, out var isExact);
            if (!isExact)
                call.Report.Convert("aspect_ratio", call.Request.AspectRatio!, nearest, $"the model has {string.Join(", ", Ratios)}");
            return nearest;
        }
        if (size is not { } pixels)
            return null;
        from = "size";
        var chosen = AspectRatios.Nearest(pixels.Width, pixels.Height, Ratios, out _);
        call.Report.Convert("size", pixels.ToString(), $"aspect_ratio {chosen}", "the model takes a ratio and no pixels");
        return chosen;
    }
}
