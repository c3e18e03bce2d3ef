using Iris.Transforms.Prices;

namespace Iris.Transforms.Providers.BlackForestLabs;

/// <summary>
/// What the models cost before a receipt tells it (https://bfl.ai/pricing; docs/costs.md). Correct a row here and nothing else has to change.
/// </summary>
internal static class BlackForestLabsPrices
{
    private const string NotListed = "it is on no price list";

    /// <summary>The table.</summary>
    public static PriceTable Table { get; } = new(
    [
        // 1.5k is on no list; what stands here lies between its neighbours.
        PriceRow.ByKind("flux-3*", "768sq 0.041, 1k 0.048, 1.5k 0.07, 2k 0.10, 4k 0.607") with { Usual = new(null, "1k", null) },
        ByArea("flux-2-pro*", 0.03m, 0.015m, 0.015m),
        ByArea("flux-2-max*", 0.07m, 0.03m, 0.03m),
        // Lists differ between 0.05 and 0.06.
        ByArea("flux-2-flex*", 0.06m, 0.06m, 0.06m),
        ByArea("flux-2-klein-9b*", 0.015m, 0.002m, 0.002m),
        ByArea("flux-2-klein-4b*", 0.014m, 0.001m, 0.001m),
        PriceRow.Flat("flux-kontext-pro*", 0.04m),
        PriceRow.Flat("flux-kontext-max*", 0.08m),
        PriceRow.Flat("flux-pro-1.1*", 0.04m),
        PriceRow.Flat("flux-pro-1.1-ultra*", 0.06m),
        PriceRow.Flat("flux-pro-1.0-fill*", 0.05m),
        PriceRow.Flat("flux-pro-1.0-expand*", 0.05m),
        PriceRow.Flat("flux-dev*", 0.025m),
        PriceRow.Unknown("flux-2*", NotListed),
        PriceRow.Unknown("flux-2-klein*", NotListed),
        PriceRow.Unknown("flux-kontext*", NotListed),
        PriceRow.Unknown("flux-pro*", NotListed),
        PriceRow.Unknown("flux-tools/*", NotListed),
    ]);

    private static PriceRow ByArea(string models, decimal first, decimal further, decimal input) =>
        new() { Models = models, Megapixels = new(first, further), InputMegapixel = input };
}
