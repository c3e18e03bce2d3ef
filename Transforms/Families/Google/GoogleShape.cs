using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Shapes;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Families.Google;

/// <summary>
/// What Google's models are told of the shape: a ratio and a resolution tier, for which <c>quality</c> may stand where nothing else says it
/// (docs/contract.md, section 10.7).
/// </summary>
internal static class GoogleShape
{
    public static ChosenShape Of(ProviderCall call, GoogleModel model)
    {
        var shape = model.Shape.Choose(call);
        return call.Sends(ImageParameters.Quality) && call.Request.Quality is { } quality ? With(shape, quality, model.Shape is RatioAndTierShape { Tiers: var tiers } ? tiers : [], call.Report) : shape;
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
