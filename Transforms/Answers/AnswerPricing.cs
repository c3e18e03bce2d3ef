namespace Iris.Transforms.Answers;

/// <summary>Tells what an answer costs, for the answer itself; one per attempt.</summary>
internal abstract class AnswerPricing
{
    /// <summary>Why the cost is unknown, as a clause; null when a table or the provider's answers have it.</summary>
    public abstract string? Unknown { get; }

    /// <summary>What the request costs at most; null when that is unknown.</summary>
    public abstract Usd? Worst { get; }

    /// <summary>What a raw <c>usage</c> object says that its call has cost, in USD; null when it says nothing that can be believed.</summary>
    public abstract decimal? CostIn(ReadOnlySpan<byte> usage);

    /// <summary>Whether a provider's own figure can be the cost of a call, in USD.</summary>
    public abstract bool IsBelievable(decimal usd);

    /// <summary>What the answer has cost, as far as it has come.</summary>
    public abstract Cost Settle(AnswerTally tally);

    /// <summary>What the answer will have cost, when that is certain before it has come; null while it is not.</summary>
    public abstract Cost? Foresee(AnswerTally tally);
}
