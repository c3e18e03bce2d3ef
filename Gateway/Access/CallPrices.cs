using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Gateway.State;

namespace Iris.Gateway.Access;

/// <summary>What budgets reserve for a call, and what it counts when it is over; in billionths of a US dollar.</summary>
internal static class CallPrices
{
    /// <summary>The most that a call may cost at a target; null where nobody knows.</summary>
    public static long? Worst(ImageCall call, ImageTarget target) => target.WorstPrice(call.Request!)?.Nano;

    /// <summary>
    /// What a call that is over has cost, and what it may have cost besides. Where a part of it is unknown, what was reserved for it counts.
    /// </summary>
    public static long Settled(CallOutcome outcome, CallShare share)
    {
        var answered = outcome.Produced.Count > 0 && outcome.Failure is null;
        var cost = outcome.Cost.Usd?.Nano ?? (answered ? share.Worst ?? 0 : 0);
        return Tally.Add(cost, outcome.PossiblyBilled?.Nano ?? Tally.Add(share.PossiblySpent, share.Worst ?? 0));
    }
}
