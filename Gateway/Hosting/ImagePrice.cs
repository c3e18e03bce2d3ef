using System.Globalization;

namespace Iris.Gateway.Hosting;

/// <summary>
/// What a model costs: a row of <c>Images.Prices</c> with its members, which are added. Amounts are US dollars, 0 to 1,000,000; null where the model is
/// not priced that way. At least one member is set.
/// </summary>
public sealed record ImagePrice
{
    /// <summary>For each finished picture of whatever kind.</summary>
    public decimal? Picture { get; init; }
    /// <summary>
    /// For each finished picture by its kind, in place of <see cref="Picture"/>: a size (<c>1024x1024</c>), a resolution (<c>2K</c>), a quality
    /// (<c>high</c>), several with semicolons between, or <c>-</c> for every other.
    /// </summary>
    public IReadOnlyDictionary<string, decimal>? Pictures { get; init; }
    /// <summary>For each call to the provider.</summary>
    public decimal? Call { get; init; }
    /// <summary>For the first megapixel (1,048,576 pixels) of a picture.</summary>
    public decimal? Megapixel { get; init; }
    /// <summary>For each megapixel begun after it; as the first one when null.</summary>
    public decimal? FurtherMegapixel { get; init; }
    /// <summary>For each denoising step.</summary>
    public decimal? Step { get; init; }
    /// <summary>The steps of a request that names none, 1..1000; 50 when null.</summary>
    public int? UsualSteps { get; init; }
    /// <summary>For each picture that the client sends along.</summary>
    public decimal? InputPicture { get; init; }
    /// <summary>For each megapixel begun of a picture that the client sends along.</summary>
    public decimal? InputMegapixel { get; init; }
    /// <summary>For a million tokens of text that goes in; needed where tokens are priced.</summary>
    public decimal? TextInTokens { get; init; }
    /// <summary>For a million tokens of pictures that go in; as text when null.</summary>
    public decimal? ImageInTokens { get; init; }
    /// <summary>For a million tokens of text from the provider's cache; as other text when null.</summary>
    public decimal? CachedTextTokens { get; init; }
    /// <summary>For a million tokens of pictures from the provider's cache; as other pictures when null.</summary>
    public decimal? CachedImageTokens { get; init; }
    /// <summary>For a million tokens of text that comes out; as pictures when null.</summary>
    public decimal? TextOutTokens { get; init; }
    /// <summary>For a million tokens of pictures that come out; needed where tokens are priced.</summary>
    public decimal? ImageOutTokens { get; init; }
    /// <summary>
    /// The tokens of a finished picture by its kind, as in <see cref="Pictures"/>; without it a budget cannot tell the worst price of tokens.
    /// </summary>
    public IReadOnlyDictionary<string, decimal>? DrawnTokens { get; init; }
    /// <summary>A model of Iris's own tables, as <c>provider/model</c>, whose row counts for all that is not set.</summary>
    public string? Like { get; init; }
    /// <summary>Whether the price is unknown, whatever other sources say.</summary>
    public bool Unpriced { get; init; }

    /// <summary>The row as values of a configuration, which one reader checks for all sources; members that are not set are left out.</summary>
    /// <exception cref="FormatException">The row cannot be written as one.</exception>
    internal IEnumerable<KeyValuePair<string, string?>> ToValues()
    {
        if (Picture is not null && Pictures is not null)
            throw new FormatException("Picture and Pictures exclude each other: set one of them");
        (string Name, decimal? Value)[] amounts =
        [
            (nameof(Picture), Picture), (nameof(Call), Call), (nameof(Megapixel), Megapixel), (nameof(FurtherMegapixel), FurtherMegapixel),
            (nameof(Step), Step), (nameof(UsualSteps), UsualSteps), (nameof(InputPicture), InputPicture), (nameof(InputMegapixel), InputMegapixel),
            (nameof(TextInTokens), TextInTokens), (nameof(ImageInTokens), ImageInTokens), (nameof(CachedTextTokens), CachedTextTokens),
            (nameof(CachedImageTokens), CachedImageTokens), (nameof(TextOutTokens), TextOutTokens), (nameof(ImageOutTokens), ImageOutTokens),
        ];
        return
        [
            .. amounts.Where(amount => amount.Value is not null).Select(amount => KeyValuePair.Create(amount.Name, (string?)Text(amount.Value!.Value))),
            .. ByKind(nameof(Picture), Pictures),
            .. ByKind(nameof(DrawnTokens), DrawnTokens),
            .. Like is null ? [] : new[] { KeyValuePair.Create(nameof(Like), (string?)Like) },
            .. Unpriced ? new[] { KeyValuePair.Create(nameof(Unpriced), (string?)"true") } : [],
        ];
    }

    private static IEnumerable<KeyValuePair<string, string?>> ByKind(string name, IReadOnlyDictionary<string, decimal>? rates) =>
        (rates ?? new Dictionary<string, decimal>()).Select(rate => rate.Key.Contains(':', StringComparison.Ordinal)
            ? throw new FormatException($"{name}: a kind of picture has no colon")
            : KeyValuePair.Create($"{name}:{rate.Key}", (string?)Text(rate.Value)));

    private static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);
}
