using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Shapes;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Families.Google;

/// <summary>
/// The shape that Google's models are sent: a ratio and a resolution tier. <c>quality</c> gives the tier when nothing else does (docs/contract.md,
/// section 10.7).
/// </summary>
internal static class GoogleShape
{
    public static ChosenShape Of(ProviderCall call, GoogleModel model)
    {
        var shape = model.Shape.Choose(call);
        return call.Sends(ImageParameters.Quality) && call.Request.Quality is { } quality
            ? With(shape, quality, model.Shape is RatioAndTierShape { Tiers: var tiers } ? tiers : [], call.Report)
            : shape;
    }

    private static ChosenShape With(ChosenShape shape, string quality, IReadOnlyList<string> tiers, ParameterReport report)
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
        else if (wanted.Length > 0 && !tiers.Contains(wanted))
            report.Drop("quality", quality, "the model has no resolution that stands for it");
        else if (wanted.Length > 0 && shape.Tier is not null)
            report.Drop("quality", quality, $"'{shape.TierFrom}' gives the resolution");
        else if (wanted.Length > 0)
        {
            report.Convert("quality", quality, wanted, "the model has resolutions instead of qualities");
            return shape with { Tier = wanted, TierFrom = "quality" };
        }
        return shape;
    }
}
