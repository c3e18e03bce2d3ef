using Iris.Transforms.Answers;

namespace Iris.Transforms.Prices;

/// <summary>
/// What a request costs at most, before it is sent: for budgets, which reserve it. Where a part cannot be bounded, the price is null.
/// <list type="bullet">
/// <item>Size, resolution and quality that the request leaves open count as the dearest that the row has, unless the provider documents its
/// choice.</item>
/// <item>Text: each byte of it as a token, and 256 for what a provider adds. Byte-pair encodings make fewer.</item>
/// <item>The client's pictures, masks included: <see cref="PriceRow.MostInputTokens"/> each.</item>
/// <item>Text and thoughts of the answer: <see cref="PriceRow.MostTextTokens"/> a call. Previews: 100 tokens each.</item>
/// </list>
/// </summary>
internal static class WorstPrice
{
    // OpenAI: each partial picture adds 100 output tokens.
    private const int TokensInPartial = 100;
    private const int AddedText = 256;
    // The largest picture of a request that names no size, where an edit takes the size of its picture.
    private const long MostMegapixels = 4;
    private const decimal Million = 1_000_000m;

    /// <summary>The most that a request may cost; null where that is unknown.</summary>
    /// <param name="row">The model's price; null when it has none.</param>
    /// <param name="order">What is asked.</param>
    public static Usd? Of(PriceRow? row, in PricedOrder order)
    {
        if (row is null or { Unpriced: not null })
            return null;
        var kind = Complete(order.Kind, row.Usual);
        var usd = (row.Call ?? 0) * order.Calls
            + ((row.Input ?? 0) * order.Inputs * order.Calls)
            + ((row.InputMegapixel ?? 0) * order.InputMegapixels * order.Calls)
            + (OfPicture(row, kind, order) * order.Pictures);
        if (row.Tokens is not { } rates)
            return Usd.AtMost(usd);
        if (row.Drawn is not { } drawn || order.IsBeyondTables)
            return null;
        return Usd.AtMost(usd + OfTokens(row, rates, order, (drawn.Most(kind) + (TokensInPartial * order.Partials)) * order.Pictures));
    }

    /// <summary>
    /// Whether a request has one price, however it is answered: one picture of a kind that is known, or nothing to pay at all. Not for tokens.
    /// </summary>
    public static bool IsCertain(PriceRow row, in PricedOrder order)
    {
        var kind = Complete(order.Kind, row.Usual);
        return (order.Pictures == 1 || OfPicture(row, kind, order) == 0)
            && PictureRates.Most(row.Pictures, kind) == PictureRates.Least(row.Pictures, kind)
            && (row.Megapixels is null || order.Kind.Size is not null)
            && (row.Step is null || order.Steps is not null);
    }

    /// <summary>What a picture costs apart from tokens.</summary>
    /// <param name="row">The model's price.</param>
    /// <param name="kind">The kind of picture.</param>
    /// <param name="order">What was asked.</param>
    /// <param name="pixels">The area of the picture that has come; 0 for none yet.</param>
    internal static decimal OfPicture(PriceRow row, PictureKind kind, in PricedOrder order, long pixels = 0) =>
        (PictureRates.Most(row.Pictures, kind) ?? 0)
        + (row.Megapixels?.Of(pixels > 0 ? MegapixelRate.Count(pixels) : Megapixels(kind, order.Inputs > 0)) ?? 0)
        + ((row.Step ?? 0) * (order.Steps ?? row.UsualSteps));

    /// <summary>The kind with what the provider documents in place of what is open.</summary>
    internal static PictureKind Complete(PictureKind asked, PictureKind usual) =>
        new(
            asked.Size is { IsAuto: false } size ? size : asked.Tier is null ? usual.Size : null,
            asked.Tier ?? usual.Tier,
            asked.Quality ?? usual.Quality);

    private static long Megapixels(PictureKind kind, bool isEdit) => kind.Size is { } size
        ? MegapixelRate.Count((long)size.Width * size.Height)
        : isEdit ? MostMegapixels : 1;

    private static decimal OfTokens(PriceRow row, TokenRates rates, in PricedOrder order, long drawn)
    {
        var text = order.TextBytes + AddedText;
        var images = (long)row.MostInputTokens * (order.Inputs + (order.HasMask ? 1 : 0));
        var written = (long)row.MostTextTokens;
        return ((((rates.TextIn * text) + ((rates.ImageIn ?? rates.TextIn) * images) + ((rates.TextOut ?? rates.ImageOut) * written)) * order.Calls)
            + (rates.ImageOut * drawn)) / Million;
    }
}
