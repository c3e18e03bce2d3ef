namespace Iris.Gateway.Model;

/// <summary>The section <c>Images.Idempotency</c>: calls that are asked for again get the answer of the first one.</summary>
internal sealed record IdempotencyOptions
{
    /// <summary>How long an answer is given again under its <c>Idempotency-Key</c>, 1 min..30 days.</summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Whether a call goes on to its end when no client waits for it any more.</summary>
    public bool Finish { get; init; }

    /// <summary>
    /// How long after its end a call without <c>Idempotency-Key</c> is the answer to equal ones of the same client, 0..1 day; null for never.
    /// </summary>
    public TimeSpan? Collapse { get; init; }
}
