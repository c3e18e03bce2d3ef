using Iris.Transforms.Prices;

namespace Iris.Transforms.Families.OpenAI;

/// <summary>
/// What OpenAI's models cost, wherever they are sold at OpenAI's rates (https://platform.openai.com/docs/pricing). The tokens of a picture are those
/// of OpenAI's calculator.
/// </summary>
internal static class GptImagePrices
{
    private const string TooNew = "the model is newer than the table";

    // Revised prompts and planning; pictures that go in have no published rule, and the largest bill seen is below this.
    private const int MostText = 512;
    private const int MostInput = 8192;

    private static readonly TokenRates FromTwo = new() { TextIn = 5, CachedText = 1.25m, ImageIn = 8, CachedImage = 2, ImageOut = 30, TextOut = 10 };
    private static readonly TokenRates OneAndAHalf = FromTwo with { ImageOut = 32 };
    private static readonly TokenRates One = new() { TextIn = 5, CachedText = 1.25m, ImageIn = 10, CachedImage = 2.5m, ImageOut = 40 };
    private static readonly TokenRates Mini = new() { TextIn = 2, CachedText = 0.2m, ImageIn = 2.5m, CachedImage = 0.25m, ImageOut = 8 };

    private static readonly ListedTokens First = ListedTokens.Of(
        "1024x1024;low 272, 1024x1024;medium 1056, 1024x1024;high 4160, 1024x1536;low 408, 1024x1536;medium 1584, 1024x1536;high 6240, "
        + "1536x1024;low 400, 1536x1024;medium 1568, 1536x1024;high 6208");

    private static readonly GridTokens Two = new([new("low", 16), new("medium", 48), new("high", 96)]);
    private static readonly GridTokens TwoAndAHalf = new([new("low", 16), new("medium", 24), new("high", 48), new("xhigh", 64), new("max", 96)]);

    // Its low and medium were measured at up to 4.2 times the tokens of 2.5.
    private static readonly GridTokens TwoAndSix = new([new("low", 16, 5), new("medium", 24, 5), new("high", 48), new("xhigh", 64), new("max", 96)]);

    /// <summary>The rows.</summary>
    /// <param name="prefix">What stands before a model's name.</param>
    public static IEnumerable<PriceRow> Of(string prefix = "") =>
    [
        Row(prefix + "gpt-image-2.6*", FromTwo, TwoAndSix),
        Row(prefix + "gpt-image-2.5*", FromTwo, TwoAndAHalf),
        Row(prefix + "gpt-image-2", FromTwo, Two),
        Row(prefix + "gpt-image-2-*", FromTwo, Two),
        Row(prefix + "gpt-image-1.5*", OneAndAHalf, First),
        Row(prefix + "gpt-image-1-mini*", Mini, First),
        Row(prefix + "gpt-image-1*", One, First),
        // Price lists differ between the rates of 1 and of 1.5.
        Row(prefix + "chatgpt-image-*", OneAndAHalf, First),
        PriceRow.Unknown(prefix + "gpt-image-*", TooNew),
    ];

    private static PriceRow Row(string models, TokenRates rates, DrawnTokens drawn) => new()
    {
        Models = models,
        Tokens = rates,
        Drawn = drawn,
        MostInputTokens = MostInput,
        MostTextTokens = MostText,
    };
}
