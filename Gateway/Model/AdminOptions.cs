namespace Iris.Gateway.Model;

/// <summary>
/// The section <c>Images.Endpoints.Admin</c>: the management API, which is off without it. Where it is served is in force from the start on.
/// </summary>
/// <param name="KeyHash">The SHA-256 of its key.</param>
internal sealed record AdminOptions(byte[] KeyHash)
{
    /// <summary>A port of its own, 1..65535; null for the gateway's.</summary>
    public int? Port { get; init; }

    /// <summary>
    /// The host on which that port listens: a name, an address, or <c>*</c> for all; null for the hosts of the gateway's own addresses.
    /// </summary>
    public string? Host { get; init; }
}
