using Iris.Transforms.Prices;

namespace Iris.Gateway.Tests.Unit.Transforms.Prices;

/// <summary>One row for each way of pricing, with figures that can be checked by hand.</summary>
internal static class Rows
{
    public static readonly PriceRow Tokens = new()
    {
        Models = "tokens",
        Tokens = new() { TextIn = 5, CachedText = 1.25m, ImageIn = 8, CachedImage = 2, ImageOut = 30, TextOut = 10 },
        Drawn = new GridTokens([new("low", 16), new("medium", 48), new("high", 96)]),
        MostInputTokens = 1000,
        MostTextTokens = 100,
    };

    public static readonly PriceRow Tiers = new()
    {
        Models = "tiers",
        Tokens = new() { TextIn = 2, ImageOut = 120, TextOut = 12 },
        Drawn = ListedTokens.Of("1K 1120, 2K 1120, 4K 2000"),
        Usual = new(null, "1K", null),
    };

    public static readonly PriceRow Qualities = PriceRow.ByKind(
        "qualities", "1024x1024;standard 0.04, 1024x1024;hd 0.08, 1792x1024;standard 0.08, 1792x1024;hd 0.12") with
    {
        Usual = new(new(1024, 1024), null, "standard"),
    };

    public static readonly PriceRow WithInputs = PriceRow.ByKind("inputs", "1k;low 0.04, 2k;low 0.06, 1k;medium 0.06, 2k;medium 0.08") with { Input = 0.01m };

    public static readonly PriceRow Megapixels = new() { Models = "mp", Megapixels = new(0.03m, 0.015m), InputMegapixel = 0.015m };

    public static readonly PriceRow Steps = new() { Models = "steps", Step = 0.0005m, UsualSteps = 28 };

    public static readonly PriceRow Call = new() { Models = "call", Call = 0.01m, Pictures = [new(PictureKind.Any, 0.02m)] };
}
