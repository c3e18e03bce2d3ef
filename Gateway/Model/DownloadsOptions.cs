namespace Iris.Gateway.Model;

/// <summary>
/// From where pictures may be fetched, besides a destination's own host and the delivery hosts that its codec knows. The two flags hold for
/// every host that is not the destination's own; the destination's own is trusted as the file has it.
/// </summary>
internal sealed record DownloadsOptions
{
    /// <summary>Further hosts, on any port: exact names, addresses, or <c>*.example.com</c> for everything below a name; lower case, in ASCII.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Fetch over http, too. Whoever stands between can read and exchange such a picture.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>Connect to loopback, private and link-local addresses, too.</summary>
    public bool AllowPrivateNetwork { get; init; }
}
