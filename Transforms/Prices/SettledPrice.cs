using Iris.Transforms.Answers;

namespace Iris.Transforms.Prices;

/// <summary>What an answer tells of its cost. The counts are of all calls that were answered, of which one request may take several.</summary>
internal readonly record struct PricedAnswer
{
    /// <summary>The calls whose answer came whole.</summary>
    public required int Calls { get; init; }
    /// <summary>The finished pictures.</summary>
    public required int Pictures { get; init; }
    /// <summary>The kind of the pictures, as they were asked for, and as they are where that was left open.</summary>
    public PictureKind Kind { get; init; }
    /// <summary>The area of a picture that has come, in pixels; 0 when it cannot be seen.</summary>
    public long Pixels { get; init; }
    /// <summary>The counted tokens of all calls together; null when no call told any.</summary>
    public TokenUsage? Usage { get; init; }
    /// <summary>How many calls have told <see cref="Usage"/>.</summary>
    public int UsageCalls { get; init; }
    /// <summary>What the provider itself says that the calls cost together.</summary>
    public decimal Told { get; init; }
    /// <summary>How many calls have told <see cref="Told"/>.</summary>
    public int ToldCalls { get; init; }
}

/// <summary>
/// What a request has cost, after its answer: what the provider states, else the counted tokens at the table's rates, else the pictures at the
/// table's prices. Where only some of several equal calls tell, the others count like them.
/// </summary>
internal static class SettledPrice
{
    /// <summary>The most dollars that a provider is believed for one call.</summary>
    public const decimal MostUsd = 1_000m;

    /// <summary>The most tokens that a provider is believed for one answer.</summary>
    public const long MostTokens = 100_000_000;

    private const decimal Million = 1_000_000m;

    /// <summary>Whether a provider's own figure can be the cost of a call, in USD.</summary>
    public static bool IsBelievable(decimal usd) => usd is >= 0 and <= MostUsd;

    /// <summary>The cost.</summary>
    /// <param name="row">The model's price; null when it has none.</param>
    /// <param name="order">What was asked.</param>
    /// <param name="answer">What was answered.</param>
    public static Cost Of(PriceRow? row, in PricedOrder order, in PricedAnswer answer)
    {
        if (answer.ToldCalls > 0)
            return new(Usd.Of(answer.Told * Math.Max(answer.Calls, answer.ToldCalls) / answer.ToldCalls), CostSource.Provider);
        if (row is null or { Unpriced: not null } || (order.IsBeyondTables && row.Tokens is not null))
            return default;
        var kind = WorstPrice.Complete(answer.Kind, row.Usual);
        var usd = ((row.Call ?? 0) * answer.Calls)
            + ((row.Input ?? 0) * order.Inputs * answer.Calls)
            + ((row.InputMegapixel ?? 0) * order.InputMegapixels * answer.Calls)
            + (WorstPrice.OfPicture(row, kind, order, answer.Pixels) * answer.Pictures);
        if (row.Tokens is not { } rates)
            return new(Usd.Of(usd), CostSource.Price);
        if (answer.Usage is { HasTokens: true } usage && usage.InputTokens <= MostTokens && usage.OutputTokens <= MostTokens)
        {
            var told = OfTokens(rates, usage, answer.Pictures * (row.Drawn is ListedTokens listed ? listed.Most(kind) : 0));
            var times = answer.UsageCalls > 0 ? Math.Max(answer.Calls, answer.UsageCalls) / (decimal)answer.UsageCalls : 1;
            return new(Usd.Of(usd + (told * times)), CostSource.Usage);
        }
        return row.Drawn is { } drawn
            ? new(Usd.Of(usd + (rates.ImageOut * drawn.Most(kind) * answer.Pictures / Million)), CostSource.Price)
            : default;
    }

    /// <summary>What counted tokens cost.</summary>
    /// <param name="rates">The rates.</param>
    /// <param name="usage">The tokens.</param>
    /// <param name="drawn">
    /// The tokens of the pictures, for a provider that may leave out how its output is divided; 0 when only it knows. Undivided output is pictures
    /// as far as this tells, else all of it.
    /// </param>
    private static decimal OfTokens(TokenRates rates, TokenUsage usage, long drawn)
    {
        var images = Math.Min(usage.InputImages, usage.InputTokens);
        var texts = usage.InputTokens - images;
        var (imageRate, textRate) = (rates.ImageIn ?? rates.TextIn, rates.TextIn);
        var (cachedImageRate, cachedTextRate) = (rates.CachedImage ?? rates.CachedText ?? imageRate, rates.CachedText ?? textRate);
        // Undivided cached tokens are text where there is nothing else. Otherwise they may be either and cost as if they were not cached.
        var isDivided = usage.CachedImages is not null || images == 0;
        var cachedImages = isDivided ? Math.Min(usage.CachedImages ?? 0, images) : 0;
        var cachedTexts = isDivided ? Math.Clamp(usage.Cached - cachedImages, 0, texts) : 0;
        var pictures = usage.OutputImages is > 0 and var known ? known : drawn > 0 ? drawn : usage.OutputTokens;
        pictures = Math.Min(pictures, usage.OutputTokens);
        return ((textRate * (texts - cachedTexts)) + (cachedTextRate * cachedTexts)
            + (imageRate * (images - cachedImages)) + (cachedImageRate * cachedImages)
            + (rates.ImageOut * pictures) + ((rates.TextOut ?? rates.ImageOut) * (usage.OutputTokens - pictures))) / Million;
    }
}
