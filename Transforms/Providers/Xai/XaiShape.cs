using System.Globalization;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Shapes;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Providers.Xai;

/// <summary>
/// From <c>size</c>, which xAI refuses, <c>aspect_ratio</c> and <c>resolution</c> to xAI's ratio and tier (docs/providers/xai.md,
/// "Request"). The dedicated members win over the size, each for its own half. Whatever is sent in another form is reported.
/// </summary>
/// <param name="Ratio">One of xAI's, or <c>auto</c>; null leaves the choice to it.</param>
/// <param name="Tier"><c>1k</c> or <c>2k</c>; null leaves the choice to it.</param>
internal readonly record struct XaiShape(string? Ratio, string? Tier)
{
    public static XaiShape Of(ProviderCall call)
    {
        var asked = new XaiShape(RatioOf(call), TierOf(call));
        if (ShapeChoice.SizeOf(call) is not { } size)
            return asked;
        var ratio = PictureShape.NearestRatio(size.Width, size.Height, XaiModels.Ratios, out _);
        var tier = Nearest(PictureShape.TierOf(size));
        switch (asked)
        {
            case (null, null):
                call.Report.Convert("size", size.ToString(), $"{ratio} {tier}", "the model takes a ratio and a resolution");
                return new XaiShape(ratio, tier);
            case (null, _):
                call.Report.Convert("size", size.ToString(), ratio, "'resolution' gives the resolution");
                return asked with { Ratio = ratio };
            case (_, null):
                call.Report.Convert("size", size.ToString(), tier, "'aspect_ratio' gives the shape");
                return asked with { Tier = tier };
            default:
                call.Report.Drop("size", size.ToString(), "'aspect_ratio' and 'resolution' are given");
                return asked;
        }
    }

    private static string? RatioOf(ProviderCall call)
    {
        if (call.Sent(ImageParameters.AspectRatio, call.Request.AspectRatio) is not { } asked)
            return null;
        // A choice of its own here, that the model makes by the prompt: without it the ratio could be a square.
        if (asked.AsSpan().Trim().Equals("auto", StringComparison.OrdinalIgnoreCase))
            return ShapeChoice.SizeOf(call) is null ? "auto" : null;
        if (!PictureShape.TryParseRatio(asked, out var width, out var height))
        {
            call.Report.Drop("aspect_ratio", asked, "it is no ratio such as 16:9");
            return null;
        }
        var ratio = PictureShape.NearestRatio(width, height, XaiModels.Ratios, out var isExact);
        if (!isExact)
            call.Report.Convert("aspect_ratio", asked, ratio, "it is the nearest the model has");
        return ratio;
    }

    private static string? TierOf(ProviderCall call)
    {
        if (call.Sent(ImageParameters.Resolution, call.Request.Resolution) is not { } asked)
            return null;
        var text = asked.Trim().ToLowerInvariant();
        if (text == "auto")
            return null;
        var digits = text.TrimEnd('k');
        if (text.Length - digits.Length > 1
            || !double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number is not (> 0 and < 100_000))
        {
            call.Report.Drop("resolution", asked, "it is no resolution such as 2k");
            return null;
        }
        // A bare number is an edge in pixels.
        var edge = digits.Length < text.Length ? number * 1024 : number;
        var tier = Nearest(((int)Math.Round(edge)).ToString(CultureInfo.InvariantCulture));
        if (edge != (tier == "1k" ? 1024 : 2048))
            call.Report.Convert("resolution", asked, tier, "it is the nearest the model has");
        return tier;
    }

    private static string Nearest(string tier) => PictureShape.NearestTier(tier, XaiModels.Tiers);
}
