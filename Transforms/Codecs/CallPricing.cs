using Iris.Transforms.Answers;
using Iris.Transforms.Codecs.Shapes;
using Iris.Transforms.Prices;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs;

/// <summary>What one attempt's answer costs: by what its provider says, and by the model's row of the price table.</summary>
/// <param name="provider">The provider.</param>
/// <param name="row">The model's price; null when no table has it.</param>
/// <param name="request">What was asked.</param>
/// <param name="capabilities">What the model accepts and returns.</param>
internal sealed class CallPricing(ImageProvider provider, PriceRow? row, ImageRequest request, ModelCapabilities capabilities) : AnswerPricing
{
    /// <inheritdoc/>
    public override string? Unknown => row is null ? "no table has it" : row.Unpriced;

    /// <inheritdoc/>
    public override decimal? CostIn(ReadOnlySpan<byte> usage) => provider.CostIn(usage) is { } usd && IsBelievable(usd) ? usd : null;

    /// <inheritdoc/>
    public override bool IsBelievable(decimal usd) => SettledPrice.IsBelievable(usd);

    /// <inheritdoc/>
    public override Usd? Worst => CallPrice.Worst(row, request, capabilities);

    /// <inheritdoc/>
    public override Cost Settle(AnswerTally tally) => Settle(tally, Math.Max(1, tally.Delivering));

    /// <inheritdoc/>
    public override Cost? Foresee(AnswerTally tally)
    {
        if (tally.Bill.ToldCalls == 0 && (provider.TellsCost || row is null or { Unpriced: not null } or { Tokens: not null }))
            return null;
        var order = CallPrice.OrderOf(request, capabilities);
        if (tally.Bill.ToldCalls > 0)
            return tally.Bill.ToldCalls == order.Calls ? Settle(tally, order.Calls) : null;
        return WorstPrice.IsCertain(row!, order) ? new Cost(WorstPrice.Of(row, order), CostSource.Price) : null;
    }

    private Cost Settle(AnswerTally tally, int calls)
    {
        ref readonly var bill = ref tally.Bill;
        if (bill.ToldCalls == 0 && Unknown is not null)
            return default;
        var order = bill.ToldCalls > 0 ? default : CallPrice.OrderOf(request, capabilities);
        return SettledPrice.Of(row, order, new PricedAnswer
        {
            Calls = calls,
            Pictures = tally.Images,
            Kind = KindOf(order.Kind, tally.Latest),
            Pixels = (long)tally.Latest.Width * tally.Latest.Height,
            Usage = bill.Usage,
            UsageCalls = bill.UsageCalls,
            Told = bill.Told,
            ToldCalls = bill.ToldCalls,
        });
    }

    // What was asked for, and what has come where that was left open.
    private static PictureKind KindOf(PictureKind asked, (int Width, int Height) latest)
    {
        if (latest.Width <= 0)
            return asked;
        var size = new ImageSize(latest.Width, latest.Height);
        return asked with { Size = asked.Size ?? size, Tier = asked.Tier ?? ResolutionTier.Of(size) };
    }
}
