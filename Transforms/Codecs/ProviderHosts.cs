namespace Iris.Transforms.Codecs;

/// <summary>
/// The hosts besides a destination's own that a provider's answers may lead to. A host is written as its exact name, or as
/// <c>*.example.com</c> for all below that name. All of them are reached over https, on its usual port.
/// </summary>
public sealed record ProviderHosts
{
    /// <summary>The destination's own host only.</summary>
    public static ProviderHosts Own { get; } = new();

    /// <summary>
    /// Hosts of the provider's own that answer for each other: a <see cref="LegKind.Poll"/>, and the call that cancels an order, may go from one
    /// to another and take the destination's key along. A destination whose own host is none of them (a proxy, say) has no sisters: its key is
    /// not theirs to see. Orders always go to the destination itself.
    /// </summary>
    public IReadOnlyList<string> Sister { get; init; } = [];

    /// <summary>Hosts where the provider puts pictures: a <see cref="LegKind.Download"/> may go there, without the key.</summary>
    public IReadOnlyList<string> Delivery { get; init; } = [];
}
