using Iris.Gateway.Model.Access;

namespace Iris.Gateway.State;

/// <summary>What a call asks of a limit.</summary>
/// <param name="Counter">The limit.</param>
/// <param name="Amount">
/// How much is reserved until the call is settled, in the counter's unit. Of zero only what has been used is judged: there must be room at all.
/// </param>
/// <param name="IsOrdered">Whether it is ordered already: it is reserved also where there is no room.</param>
internal readonly record struct Demand(UsageCounter Counter, long Amount, bool IsOrdered = false);

/// <summary>A limit that has no room for a demand.</summary>
/// <param name="Demand">The demand.</param>
/// <param name="Taken">What has been used and reserved without it.</param>
/// <param name="Limit">The limit in force, with what was added to it for a while.</param>
/// <param name="Ends">When counting begins anew; null for a window without an end, and for calls at once.</param>
internal readonly record struct Violation(Demand Demand, long Taken, long Limit, DateTimeOffset? Ends);

/// <summary>The usage of one counter now.</summary>
/// <param name="Counter">The limit.</param>
/// <param name="Used">What has been used in this window.</param>
/// <param name="Reserved">What calls under way hold.</param>
/// <param name="Extra">What was added to the limit for a while.</param>
/// <param name="ExtraWindows">For how many windows, this one included; -1 until it is taken back, 0 for none.</param>
/// <param name="Started">When the window began; null before the first use.</param>
/// <param name="Ends">When it ends; null where it does not, and before the first use.</param>
internal readonly record struct UsageReading(
    UsageCounter Counter, long Used, long Reserved, long Extra, int ExtraWindows, DateTimeOffset? Started, DateTimeOffset? Ends)
{
    /// <summary>What is left; never below zero.</summary>
    public long Left => Math.Max(0, Counter.Limit + Extra - Used - Reserved);
}

/// <summary>The answer to a call's demands.</summary>
/// <param name="Violations">The limits that have no room; empty when everything is reserved.</param>
/// <param name="Readings">The usage of the counters, in the order of the demands, with what has just been reserved.</param>
internal readonly record struct Reservation(IReadOnlyList<Violation> Violations, IReadOnlyList<UsageReading> Readings)
{
    /// <summary>Whether everything is reserved.</summary>
    public bool IsGranted => Violations.Count == 0;
}

/// <summary>What a call has really used.</summary>
/// <param name="Images">Pictures that providers made.</param>
/// <param name="Tokens">Tokens that they counted.</param>
/// <param name="NanoUsd">Billionths of a US dollar.</param>
internal readonly record struct Spent(long Images, long Tokens, long NanoUsd)
{
    /// <summary>The amount of one kind; calls are counted when they begin, and calls at once are given back.</summary>
    public long Of(UsageKind kind) => kind switch
    {
        UsageKind.Images => Images,
        UsageKind.Tokens => Tokens,
        UsageKind.Usd => NanoUsd,
        _ => 0,
    };
}
