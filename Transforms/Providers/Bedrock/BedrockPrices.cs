using Iris.Transforms.Prices;

namespace Iris.Transforms.Providers.Bedrock;

/// <summary>
/// What Bedrock's image models cost (https://aws.amazon.com/bedrock/pricing; docs/costs.md), by names without a geography. Answers tell nothing, so
/// that pictures are counted. Correct a row here and nothing else has to change.
/// </summary>
internal static class BedrockPrices
{
    /// <summary>The table.</summary>
    public static PriceTable Table { get; } = new(
    [
        PriceRow.Flat("stability.stable-image-core-*", 0.04m),
        PriceRow.Flat("stability.stable-image-ultra-*", 0.14m),
        PriceRow.Flat("stability.sd3-*", 0.08m),
        PriceRow.Flat("stability.stable-image-inpaint-*", 0.07m),
        PriceRow.Flat("stability.stable-image-erase-object-*", 0.07m),
        PriceRow.Flat("stability.stable-image-remove-background-*", 0.07m),
        PriceRow.Flat("stability.stable-image-search-replace-*", 0.07m),
        PriceRow.Flat("stability.stable-image-search-recolor-*", 0.07m),
        PriceRow.Flat("stability.stable-image-control-sketch-*", 0.07m),
        PriceRow.Flat("stability.stable-image-control-structure-*", 0.07m),
        PriceRow.Flat("stability.stable-image-style-guide-*", 0.07m),
        PriceRow.Flat("stability.stable-style-transfer-*", 0.08m),
        PriceRow.Flat("stability.stable-outpaint-*", 0.06m),
        PriceRow.Flat("stability.stable-fast-upscale-*", 0.03m),
        PriceRow.Flat("stability.stable-conservative-upscale-*", 0.40m),
        PriceRow.Flat("stability.stable-creative-upscale-*", 0.60m),
        PriceRow.ByKind("amazon.nova-canvas-*", "1K;standard 0.04, 1K;premium 0.06, 2K;standard 0.06, 2K;premium 0.08") with
        {
            Usual = new(null, "1K", "standard"),
        },
        PriceRow.ByKind("amazon.titan-image-generator-*", "standard 0.01, premium 0.012") with { Usual = new(null, null, "standard") },
    ]);
}
