namespace Iris.Transforms.Answers;

/// <summary>Where a cost comes from; the more certain ones first.</summary>
internal enum CostSource
{
    /// <summary>The cost is unknown.</summary>
    None,
    /// <summary>The provider's answer states it.</summary>
    Provider,
    /// <summary>The usage that the provider states, at the table's rates.</summary>
    Usage,
    /// <summary>What was delivered, at the table's prices.</summary>
    Price,
    /// <summary>Nothing was ordered: the answer is another call's.</summary>
    Replay,
}

/// <summary>What a call cost.</summary>
/// <param name="Usd">The amount; null when it is unknown, which is not the same as nothing.</param>
/// <param name="Source">Where the amount comes from; <see cref="CostSource.None"/> exactly when it is unknown.</param>
internal readonly record struct Cost(Usd? Usd, CostSource Source)
{
    /// <summary>
    /// The word of the source in answers and telemetry: <c>provider</c>, <c>usage</c>, <c>price</c>, <c>replay</c>; null when the cost is
    /// unknown.
    /// </summary>
    public string? SourceName => Source switch
    {
        CostSource.Provider => "provider",
        CostSource.Usage => "usage",
        CostSource.Price => "price",
        CostSource.Replay => "replay",
        _ => null,
    };
}
