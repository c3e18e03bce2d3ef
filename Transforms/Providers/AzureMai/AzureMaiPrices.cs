using Iris.Transforms.Prices;

namespace Iris.Transforms.Providers.AzureMai;

/// <summary>
/// What MAI-Image models cost (docs/costs.md): tokens of text and of pictures that go in and come out; a picture is a token for each 1,024 pixels.
/// The owner chooses a deployment's name, so only names that begin like the model's have a price. Correct a row here and nothing else has to change.
/// </summary>
internal static class AzureMaiPrices
{
    private const int PixelsInToken = 1024;

    /// <summary>The table.</summary>
    public static PriceTable Table { get; } = new(
    [
        Row("mai-image-2.6*", 5m, 8m, 38m, 1536 * 1536),
        Row("mai-image-2.6-flash*", 1.75m, 2.5m, 19m, 1536 * 1536),
        Row("mai-image-2.5*", 5m, 8m, 47m, 1024 * 1024),
        // The dearer one of two lists.
        Row("mai-image-2.5-flash*", 1.75m, 1.75m, 33m, 1024 * 1024),
        Row("mai-image-2e*", 5m, null, 19.5m, 1024 * 1024),
        PriceRow.Unknown("mai-image-2", "Azure lists no price"),
    ]);

    private static PriceRow Row(string models, decimal text, decimal? imageIn, decimal imageOut, int mostPixels) => new()
    {
        Models = models,
        Tokens = new TokenRates { TextIn = text, ImageIn = imageIn, ImageOut = imageOut },
        Drawn = new ListedTokens([new PictureRate(PictureKind.Any, mostPixels / PixelsInToken)]),
        MostTextTokens = 64,
    };
}
