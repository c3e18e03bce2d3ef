namespace Iris.Transforms.Answers;

/// <summary>One entry of <c>extra_fields.attempts</c>: an attempt at one target on one destination.</summary>
/// <param name="Provider">Cluster id.</param>
/// <param name="Model">The model that was sent.</param>
/// <param name="Destination">The destination's id; null when none could be chosen.</param>
/// <param name="Status">HTTP status of the outcome, 200 for success.</param>
/// <param name="ErrorType">The class of the failure; null for success.</param>
/// <param name="LatencyMilliseconds">The time from the attempt's start to its outcome.</param>
/// <param name="PossiblyBilled">True when the provider may have charged for the attempt.</param>
public sealed record AttemptRecord(
    string Provider,
    string Model,
    string? Destination,
    int Status,
    string? ErrorType,
    long LatencyMilliseconds,
    bool PossiblyBilled)
{
    /// <summary>What the provider may have charged at most; null when that is unknown. Only where <see cref="PossiblyBilled"/> is true.</summary>
    internal Usd? MostCost { get; init; }

    /// <summary>What attempts may have cost at most together; null when that is unknown of one that may have been billed.</summary>
    internal static Usd? SumOf(IReadOnlyList<AttemptRecord> attempts)
    {
        var sum = Usd.Zero;
        foreach (var attempt in attempts)
        {
            if (!attempt.PossiblyBilled)
                continue;
            if (attempt.MostCost is not { } cost)
                return null;
            sum += cost;
        }
        return sum;
    }

    /// <summary>Why the target was passed over and nothing was sent, as one sentence; null for an attempt.</summary>
    public string? Skipped { get; init; }
}
