using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Gateway.State;

namespace Iris.Gateway.Access;

/// <summary>What budgets reserve for a call, and what it counts when it is over; in billionths of a US dollar.</summary>
internal static class CallPrices
{
    /// <summary>The most that a call may cost at a target; null where nobody knows.</summary>
    public static long? Worst(ImageCall call, ImageTarget target) => target.Cluster.WorstPrice(target.Model, call.Request!)?.Nano;

    /// <summary>What a call that is over has cost at most, and what its failed attempts may have cost.</summary>
    public static long Settled(CallOutcome outcome, CallShare share) => Tally.Add(
        share.PossiblySpent, outcome.Failure is null || outcome.FailedAttempts.Skip(share.AttemptsSeen).Any(attempt => attempt.PossiblyBilled) ? share.Worst ?? 0 : 0);
}
