using Iris.Transforms.Prices;

namespace Iris.Transforms.Providers.Xai;

/// <summary>
/// What xAI's models cost before an answer tells it (https://docs.x.ai/docs/models; docs/costs.md). Correct a row here and nothing else has to
/// change.
/// </summary>
internal static class XaiPrices
{
    // 1.5k is on no list and counts as 2k.
    private const string Second = "1k;low 0.04, 1.5k;low 0.06, 2k;low 0.06, 1k;medium 0.06, 1.5k;medium 0.08, 2k;medium 0.08";

    /// <summary>The table.</summary>
    public static PriceTable Table { get; } = new(
    [
        PriceRow.ByKind("grok-imagine-image-2.0*", Second) with { Input = 0.01m },
        // Both names are served by 2.0 now.
        PriceRow.ByKind("grok-imagine-image-quality*", Second) with { Input = 0.01m },
        PriceRow.ByKind("grok-imagine-image-pro*", Second) with { Input = 0.01m },
        PriceRow.Flat("grok-imagine-image", 0.02m) with { Input = 0.002m },
        PriceRow.Unknown("grok-2-image*", "the model has ended"),
    ]);
}
