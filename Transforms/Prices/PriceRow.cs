namespace Iris.Transforms.Prices;

/// <summary>
/// What models of one name pattern cost: the sum of all ways of pricing that the row has. Amounts are USD, 0 or more; null where a model is not
/// priced that way.
/// </summary>
internal sealed record PriceRow
{
    /// <summary>
    /// A model's name at its provider, or a pattern in which <c>*</c> matches any text and <c>?</c> one character; case is ignored.
    /// </summary>
    public required string Models { get; init; }

    /// <summary>
    /// Why the models have no price, as a clause; null for a price. Such a row says that the price is unknown, and not that it was forgotten.
    /// </summary>
    public string? Unpriced { get; init; }

    /// <summary>For each call to the provider, of which one request may take several.</summary>
    public decimal? Call { get; init; }
    /// <summary>For each finished picture, by its kind; empty for none.</summary>
    public IReadOnlyList<PictureRate> Pictures { get; init; } = [];
    /// <summary>For each finished picture by its area: the first megapixel, and each one begun after it. A megapixel has 1,048,576 pixels.</summary>
    public MegapixelRate? Megapixels { get; init; }
    /// <summary>For each denoising step of each picture.</summary>
    public decimal? Step { get; init; }
    /// <summary>The steps of a request that names none.</summary>
    public int UsualSteps { get; init; } = MostSteps;
    /// <summary>For each picture that the client sends along, masks not counted.</summary>
    public decimal? Input { get; init; }
    /// <summary>For each megapixel begun of each picture that the client sends along.</summary>
    public decimal? InputMegapixel { get; init; }
    /// <summary>By tokens; null for none.</summary>
    public TokenRates? Tokens { get; init; }
    /// <summary>How many tokens a picture has; null when nobody tells, and the price before the call is then unknown.</summary>
    public DrawnTokens? Drawn { get; init; }

    /// <summary>The most tokens of one picture that a client sends along, or of its mask.</summary>
    public int MostInputTokens { get; init; } = 8192;
    /// <summary>The most tokens of text and thoughts that come with one call's answer.</summary>
    public int MostTextTokens { get; init; } = 2048;

    /// <summary>The kind of a picture of which the request leaves size, resolution or quality open, where the provider documents it.</summary>
    public PictureKind Usual { get; init; }

    /// <summary>The most steps that a request without any may take.</summary>
    public const int MostSteps = 50;

    /// <summary>A row with one price for every picture.</summary>
    public static PriceRow Flat(string models, decimal usd) => new() { Models = models, Pictures = [new(PictureKind.Any, usd)] };

    /// <summary>A row with prices by kind, in the form of <see cref="PictureRates.Parse"/>.</summary>
    public static PriceRow ByKind(string models, string rates) => new() { Models = models, Pictures = PictureRates.Parse(rates) };

    /// <summary>A row of models whose price nobody knows.</summary>
    /// <param name="models">The models.</param>
    /// <param name="why">Why, as a clause without a full stop.</param>
    public static PriceRow Unknown(string models, string why) => new() { Models = models, Unpriced = why };
}

/// <summary>What a picture's area costs.</summary>
/// <param name="First">USD for the first megapixel.</param>
/// <param name="Further">USD for each megapixel begun after it.</param>
internal sealed record MegapixelRate(decimal First, decimal Further)
{
    private const long PixelsInMegapixel = 1 << 20;

    /// <summary>The price of an area.</summary>
    public decimal Of(long megapixels) => First + (Further * Math.Max(0, megapixels - 1));

    /// <summary>The megapixels of an area, each one begun counted.</summary>
    public static long Count(long pixels) => Math.Max(1, (pixels + PixelsInMegapixel - 1) / PixelsInMegapixel);
}
