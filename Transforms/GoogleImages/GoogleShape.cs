using System.Globalization;
using Iris.Transforms.Mapping;
using Iris.Transforms.Providers;
using Iris.Transforms.Requests;

namespace Iris.Transforms.GoogleImages;

/// <summary>
/// From <c>size</c>, <c>aspect_ratio</c>, <c>resolution</c> and <c>quality</c> to the two words Google's models know: a ratio and a
/// resolution tier (contract, section 10.7; providers-native, section 10.7). The dedicated members win over <c>size</c>, and all of
/// them over <c>quality</c>. Whatever is not sent as it was asked is reported.
/// </summary>
/// <param name="Ratio">One of the model's; null leaves the choice to it.</param>
/// <param name="RatioFrom">The request member that the ratio comes from.</param>
/// <param name="Tier">One of the model's; null leaves the choice to it.</param>
/// <param name="TierFrom">The request member that the tier comes from.</param>
internal readonly record struct GoogleShape(string? Ratio, string? RatioFrom, string? Tier, string? TierFrom)
{
    public static GoogleShape Of(ProviderCall call, GoogleModel model)
    {
        var request = call.Request;
        var shape = new GoogleShape();
        if (RatioOf(call, model) is { } ratio)
            shape = shape with { Ratio = ratio, RatioFrom = "aspect_ratio" };
        if (TierOf(call.Sent(ImageParameters.Resolution, request.Resolution), model, call.Report) is { } tier)
            shape = shape with { Tier = tier, TierFrom = "resolution" };
        if (ShapeChoice.SizeOf(call) is { } size)
            shape = shape.With(size, model, call.Report);
        if (call.Sent(ImageParameters.Quality, request.Quality) is { } quality)
            shape = shape.With(quality, model, call.Report);
        return shape;
    }

    private static string? RatioOf(ProviderCall call, GoogleModel model)
    {
        if (ShapeChoice.AskedRatio(call) is not { } asked)
            return null;
        var ratio = PictureShape.NearestRatio(asked.Width, asked.Height, model.Ratios, out var isExact);
        if (!isExact)
            call.Report.Convert("aspect_ratio", call.Request.AspectRatio!, ratio, "it is the nearest the model has");
        return ratio;
    }

    private static string? TierOf(string? asked, GoogleModel model, ParameterReport report)
    {
        if (asked is null || IsAuto(asked))
            return null;
        if (PictureShape.EdgeOf(asked) is not { } edge)
        {
            report.Drop("resolution", asked, "it is no resolution such as 2K");
            return null;
        }
        if (model.Tiers.Count == 0)
        {
            report.Drop("resolution", asked, "the model has one resolution only");
            return null;
        }
        var tier = Nearest(edge, model);
        if (PictureShape.EdgeOf(tier) != edge)
            report.Convert("resolution", asked, tier, "it is the nearest the model has");
        return tier;
    }

    private GoogleShape With(ImageSize size, GoogleModel model, ParameterReport report)
    {
        var ratio = PictureShape.NearestRatio(size.Width, size.Height, model.Ratios, out var isExact);
        var tier = model.Tiers.Count == 0 ? null : Nearest(EdgeOf(size), model);
        switch (Ratio, Tier)
        {
            case (null, null):
                // Only of squares is it known that the tier is the size; other ratios come out in pixels of the model's choice.
                if (!isExact || size.Width != size.Height || size.Width != PictureShape.EdgeOf(tier ?? "1K"))
                    report.Convert("size", size.ToString(), tier is null ? ratio : $"{ratio} {tier}", "the model takes a ratio and a resolution");
                return new GoogleShape(ratio, "size", tier, tier is null ? null : "size");
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

    private GoogleShape With(string quality, GoogleModel model, ParameterReport report)
    {
        var wanted = quality.Trim().ToLowerInvariant() switch
        {
            "hd" or "high" => "2K",
            "low" => "512",
            "auto" or "standard" or "medium" => "",
            _ => null,
        };
        if (wanted is null)
            report.Drop("quality", quality, "the model knows no such quality");
        else if (wanted.Length > 0 && !model.Tiers.Contains(wanted))
            report.Drop("quality", quality, "the model has no resolution that stands for it");
        else if (wanted.Length > 0 && Tier is not null)
            report.Drop("quality", quality, $"'{TierFrom}' gives the resolution");
        else if (wanted.Length > 0)
        {
            report.Convert("quality", quality, wanted, "the model has resolutions instead of qualities");
            return this with { Tier = wanted, TierFrom = "quality" };
        }
        return this;
    }

    private static bool IsAuto(string text) => text.AsSpan().Trim().Equals("auto", StringComparison.OrdinalIgnoreCase);

    // A tier below 1K exists on few models; above it the area decides, so that 1536x1024 does not cost twice as much.
    private static int EdgeOf(ImageSize size) =>
        Math.Max(size.Width, size.Height) <= 512 ? 512 : PictureShape.EdgeOf(PictureShape.TierOf(size)) ?? 1024;

    private static string Nearest(int edge, GoogleModel model) =>
        PictureShape.NearestTier(edge.ToString(CultureInfo.InvariantCulture), model.Tiers);
}
