using Iris.Transforms.Prices;

namespace Iris.Transforms.Families.Google;

/// <summary>
/// What Google's models cost through either interface (https://ai.google.dev/gemini-api/docs/pricing). The tokens of a picture follow from its
/// resolution alone, whatever its ratio; thoughts are billed as text. Correct a row here and nothing else has to change.
/// </summary>
internal static class GooglePrices
{
    // Models that think were seen to spend thousands of tokens on it.
    private const int MostThoughts = 8192;

    private static readonly PictureKind OneK = new(null, "1K", null);

    /// <summary>The table.</summary>
    public static PriceTable Table { get; } = new([.. Of()]);

    /// <summary>The rows.</summary>
    /// <param name="prefix">What stands before a model's name.</param>
    public static IEnumerable<PriceRow> Of(string prefix = "") =>
    [
        Row(prefix + "gemini-nano-banana-2.1*", 1.5m, 7.5m, 30, "1K 1120, 2K 1680, 4K 3780"),
        Row(prefix + "gemini-3-pro-image*", 2, 12, 120, "1K 1120, 2K 1120, 4K 2000"),
        Row(prefix + "gemini-3.1-flash-image*", 0.5m, 3, 60, "512 747, 1K 1120, 2K 1680, 4K 2520"),
        Row(prefix + "gemini-3.1-flash-lite-image*", 0.25m, 1.5m, 30, "1K 1120"),
        Row(prefix + "gemini-2.5-flash-image*", 0.3m, 2.5m, 30, "1K 1290") with
        {
            Tokens = new() { TextIn = 0.3m, CachedText = 0.03m, CachedImage = 0.03m, ImageOut = 30, TextOut = 2.5m },
        },
        PriceRow.Unknown(prefix + "gemini-2.*", "the model has ended"),
        PriceRow.Flat(prefix + "imagen-4.0-fast*", 0.02m),
        PriceRow.Flat(prefix + "imagen-4.0-ultra*", 0.06m),
        PriceRow.Flat(prefix + "imagen-4.0-generate*", 0.04m),
        PriceRow.Flat(prefix + "imagen-3*", 0.04m),
        PriceRow.Flat(prefix + "imagen-3.0-fast*", 0.02m),
        PriceRow.Unknown(prefix + "imagen-3.0-capability*", "the model has ended, and its edits had prices of their own"),
        PriceRow.Unknown(prefix + "imagen*", "the model has ended"),
    ];

    private static PriceRow Row(string models, decimal input, decimal text, decimal image, string tokens) => new()
    {
        Models = models,
        Tokens = new() { TextIn = input, TextOut = text, ImageOut = image },
        Drawn = ListedTokens.Of(tokens),
        Usual = OneK,
        // 560 and 1,120 are told of two models.
        MostInputTokens = 2560,
        MostTextTokens = MostThoughts,
    };
}
