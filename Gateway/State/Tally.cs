using Iris.Gateway.Model.Access;

namespace Iris.Gateway.State;

/// <summary>The usage of one counter, and the rules by which it grows and begins anew. It knows no lock and no store.</summary>
internal struct Tally
{
    /// <summary>When the window began; null before the first use.</summary>
    public DateTimeOffset? Started;
    /// <summary>What has been used in it.</summary>
    public long Used;
    /// <summary>What was added to the limit for a while.</summary>
    public long Extra;
    /// <summary>For how many windows; -1 until it is taken back.</summary>
    public int ExtraWindows;

    /// <summary>Begins a new window when the last one has ended; true when it did.</summary>
    public bool Roll(in UsageWindow window, DateTimeOffset now)
    {
        var start = window.Start(Started, now);
        if (start == Started)
            return false;
        var isFirst = Started is null;
        Started = start;
        Used = 0;
        if (!isFirst && ExtraWindows > 0 && --ExtraWindows == 0)
            Extra = 0;
        return true;
    }

    /// <summary>Judges a demand in the window that is open.</summary>
    /// <param name="demand">The demand.</param>
    /// <param name="reserved">What other calls hold in this window.</param>
    /// <returns>The violation; null when there is room.</returns>
    public readonly Violation? Judge(in Demand demand, long reserved)
    {
        var counter = demand.Counter;
        var taken = Add(Used, reserved);
        var limit = Add(counter.Limit, Extra);
        var hasRoom = demand.IsOrdered || (demand.Amount == 0 ? taken < limit : Add(taken, demand.Amount) <= limit);
        return hasRoom ? null : new Violation(demand, taken, limit, counter.Kind == UsageKind.Concurrent ? null : counter.Window.End(Started!.Value));
    }

    /// <summary>The usage in the window that is open.</summary>
    /// <param name="counter">The counter.</param>
    /// <param name="reserved">What calls under way hold.</param>
    public readonly UsageReading Read(UsageCounter counter, long reserved) =>
        new(counter, Used, reserved, Extra, ExtraWindows, Started, Started is { } start ? counter.Window.End(start) : null);

    /// <summary>Whether an amount is used when it is taken. A call counts where it begins; what it costs is known at its end.</summary>
    public static bool IsSpentAtOnce(UsageKind kind) => kind == UsageKind.Requests;

    /// <summary>Adds without wrapping round.</summary>
    public static long Add(long one, long other)
    {
        var sum = unchecked(one + other);
        return one >= 0 && other >= 0 && sum < 0 ? long.MaxValue : sum;
    }
}
