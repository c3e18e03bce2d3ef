using Iris.Transforms.Families.Google;
using Iris.Transforms.Families.OpenAI;
using Iris.Transforms.Prices;

namespace Iris.Transforms.Providers.OpenRouter;

/// <summary>
/// What OpenRouter's models cost before an answer tells it (https://openrouter.ai/models; docs/costs.md). The fee on buying credits is not in it.
/// Correct a row here and nothing else has to change.
/// </summary>
internal static class OpenRouterPrices
{
    private const string Told = "only the answer tells it";

    /// <summary>The table.</summary>
    public static PriceTable Table { get; } = new(
    [
        .. GptImagePrices.Of("openai/"),
        .. GooglePrices.Of("google/"),
        PriceRow.Unknown("openai/gpt-5*", Told),
        PriceRow.Unknown("openai/*", Told),
        PriceRow.Unknown("google/gemini-2.5-*", Told),
        PriceRow.ByKind("black-forest-labs/flux-3-image", "1K 0.048, 2K 0.10, 4K 0.607"),
        ByArea("black-forest-labs/flux.2-pro", 0.03m, 0.015m),
        ByArea("black-forest-labs/flux.2-max", 0.07m, 0.03m),
        ByArea("black-forest-labs/flux.2-flex", 0.06m, 0.06m),
        ByArea("black-forest-labs/flux.2-klein-4b", 0.014m, 0.001m),
        PriceRow.ByKind("bytedance-seed/seedream-5-0-pro", "1K 0.045, 2K 0.09") with { Input = 0.003m },
        PriceRow.Flat("bytedance-seed/seedream-5-0-lite", 0.035m),
        PriceRow.Flat("bytedance-seed/seedream-5-0-flash", 0.018m),
        PriceRow.Flat("bytedance-seed/seedream-4.5", 0.04m),
        PriceRow.ByKind("x-ai/grok-imagine-image-2.0", "1K 0.06, 2K 0.08") with { Input = 0.01m },
        PriceRow.Flat("qwen/qwen-image-3", 0.03m) with { Input = 0.003m },
        PriceRow.ByKind("qwen/qwen-image-3-pro", "1K 0.04, 2K 0.075") with { Input = 0.003m },
        PriceRow.Flat("recraft/recraft-v3", 0.04m),
        PriceRow.Flat("recraft/recraft-v4", 0.04m),
        PriceRow.Flat("recraft/recraft-v4-pro", 0.25m),
        PriceRow.Flat("recraft/recraft-v4*-vector", 0.08m),
        PriceRow.Flat("recraft/recraft-v4*-pro-vector", 0.30m),
        PriceRow.Flat("recraft/recraft-v4.1", 0.035m),
        PriceRow.Flat("recraft/recraft-v4.1-flash", 0.007m),
        PriceRow.Flat("recraft/recraft-v4.1-pro", 0.21m),
        PriceRow.Flat("recraft/recraft-v4.1-utility", 0.035m),
        PriceRow.Flat("recraft/recraft-v4.1-utility-pro", 0.21m),
        PriceRow.Flat("microsoft/mai-image-2.5", 0.048m),
        PriceRow.Flat("microsoft/mai-image-2.5-pro", 0.111m),
        PriceRow.Flat("microsoft/mai-image-2.6", 0.039m),
        PriceRow.Flat("microsoft/mai-image-2.6-flash", 0.0195m),
        PriceRow.Flat("krea/krea-2-large", 0.06m),
        PriceRow.Flat("krea/krea-2-medium", 0.03m),
        PriceRow.Flat("krea/krea-2-medium-turbo", 0.015m),
        PriceRow.Flat("meta/muse-image", 0.01m),
        PriceRow.ByKind("tencent/hy-image-v3.5-preview", "1K 0.024, 2K 0.096"),
        PriceRow.Flat("inclusionai/ming-image-0.1-design", 0),
        PriceRow.ByKind("sourceful/riverflow-v2.5-fast", "1K 0.019, 2K 0.021"),
        PriceRow.ByKind("sourceful/riverflow-v2.5-pro", "1K 0.13, 2K 0.15, 4K 0.17"),
        PriceRow.ByKind("sourceful/riverflow-v2-fast", "1K 0.02, 2K 0.04"),
        PriceRow.ByKind("sourceful/riverflow-v2-pro", "1K 0.15, 2K 0.15, 4K 0.33"),
    ]);

    private static PriceRow ByArea(string models, decimal first, decimal further) =>
        new() { Models = models, Megapixels = new(first, further), InputMegapixel = further };
}
