using Iris.Transforms.Answers;

namespace Iris.Gateway.Calls;

/// <summary>The orders of one attempt that its provider has taken and works on. No credential is among it: it is asked for again.</summary>
internal sealed record PlacedOrders
{
    /// <summary>The cluster's id.</summary>
    public required string Cluster { get; init; }
    /// <summary>The model's name at the provider.</summary>
    public required string Model { get; init; }
    /// <summary>The destination's id.</summary>
    public required string Destination { get; init; }
    /// <summary>The fallback's index; 0 for the primary.</summary>
    public int FallbackIndex { get; init; }
    /// <summary>What the receipts said, one for each call of the attempt.</summary>
    public required IReadOnlyList<byte[]> Receipts { get; init; }
    /// <summary>What they cost at most together; null where that is unknown.</summary>
    public Usd? Most { get; init; }
    /// <summary>The attempts before.</summary>
    public IReadOnlyList<AttemptRecord> Trail { get; init; } = [];

    /// <summary>The attempt where its orders cannot be asked for: they may be billed all the same.</summary>
    public AttemptRecord ToLost() => new(
        Cluster, Model, Destination, CallFailure.LostOrders.Status, CallFailure.LostOrders.Type, 0, PossiblyBilled: true) { MostCost = Most };
}
