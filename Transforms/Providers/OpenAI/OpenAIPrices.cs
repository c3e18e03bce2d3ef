using Iris.Transforms.Families.OpenAI;
using Iris.Transforms.Prices;

namespace Iris.Transforms.Providers.OpenAI;

/// <summary>What OpenAI's models cost (docs/costs.md). Correct a row here and nothing else has to change.</summary>
internal static class OpenAIPrices
{
    /// <summary>The table.</summary>
    public static PriceTable Table { get; } = new(
    [
        .. GptImagePrices.Of(),
        PriceRow.ByKind("dall-e-3", "1024x1024;standard 0.04, 1024x1024;hd 0.08, 1792x1024;standard 0.08, 1792x1024;hd 0.12") with
        {
            Usual = new(new(1024, 1024), null, "standard"),
        },
        PriceRow.ByKind("dall-e-2", "256x256 0.016, 512x512 0.018, 1024x1024 0.02"),
    ]);
}
