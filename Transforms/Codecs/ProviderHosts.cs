namespace Iris.Transforms.Codecs;

/// <summary>
/// The hosts that a provider's answers may point to, besides a destination's own. A host is an exact name, or <c>*.example.com</c> for everything
/// below that name. All of them are reached over https on its default port.
/// </summary>
public sealed record ProviderHosts
{
    /// <summary>Only the destination's own host.</summary>
    public static ProviderHosts Own { get; } = new();

    /// <summary>
    /// Hosts of the same provider that share its key: a <see cref="LegKind.Poll"/> and a request that cancels an order may go from one to another
    /// and carry the destination's key. A destination whose own host is not in the list (a proxy, say) has no sister hosts, because they must not
    /// see its key. Orders always go to the destination itself.
    /// </summary>
    public IReadOnlyList<string> Sister { get; init; } = [];

    /// <summary>Hosts where the provider stores pictures: a <see cref="LegKind.Download"/> may go there, without the key.</summary>
    public IReadOnlyList<string> Delivery { get; init; } = [];
}
