namespace Iris.Gateway.Model.Access;

/// <summary>What is counted.</summary>
internal enum UsageKind
{
    /// <summary>Calls that were let in.</summary>
    Requests,

    /// <summary>Pictures that providers made.</summary>
    Images,

    /// <summary>Tokens that providers counted.</summary>
    Tokens,

    /// <summary>Calls that are under way at the same time.</summary>
    Concurrent,

    /// <summary>Money, in billionths of a US dollar.</summary>
    Usd,
}

/// <summary>One limit of a key or of a group: who holds it, what it counts, in which window, and how much it allows.</summary>
/// <param name="Holder">The key or group.</param>
/// <param name="Kind">What is counted.</param>
/// <param name="Window">When counting begins anew.</param>
/// <param name="Limit">The most; for money in billionths of a US dollar.</param>
internal sealed record UsageCounter(UsageHolder Holder, UsageKind Kind, UsageWindow Window, long Limit)
{
    /// <summary>Billionths in a US dollar.</summary>
    public const long Nano = 1_000_000_000;

    /// <summary>Under which name its usage is kept: a changed limit goes on with what has been used.</summary>
    public UsageId Id { get; } = new(Holder.ToString(), Kind, Window.ToString());
}

/// <summary>Who holds a limit.</summary>
/// <param name="Name">The name in the file.</param>
/// <param name="IsGroup">Whether it is a group, else a key.</param>
internal readonly record struct UsageHolder(string Name, bool IsGroup)
{
    /// <summary>For instance <c>key shop</c>.</summary>
    public override string ToString() => $"{(IsGroup ? "group" : "key")} {Name}";
}

/// <summary>The name of a counter's usage in the state.</summary>
/// <param name="Holder">The holder's text.</param>
/// <param name="Kind">What is counted.</param>
/// <param name="Window">The window's text.</param>
internal readonly record struct UsageId(string Holder, UsageKind Kind, string Window);
