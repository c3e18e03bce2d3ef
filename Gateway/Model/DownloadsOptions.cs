namespace Iris.Gateway.Model;

/// <summary>
/// The hosts that pictures may be fetched from, besides a destination's own host and the delivery hosts that its codec knows. The two flags apply
/// to every host but the destination's own, which is trusted as configured.
/// </summary>
internal sealed record DownloadsOptions
{
    /// <summary>
    /// Further hosts, on any port, in lower case and ASCII: exact names, addresses, or <c>*.example.com</c> for everything below a name.
    /// </summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Allows downloads over http. Anyone on the network path can read and replace such a picture.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>Fetches the pictures that a client names by address where the provider does not fetch them itself.</summary>
    public bool ClientUrls { get; init; }

    /// <summary>Allows connections to loopback, private and link-local addresses.</summary>
    public bool AllowPrivateNetwork { get; init; }
}
