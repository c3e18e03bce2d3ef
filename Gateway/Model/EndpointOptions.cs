namespace Iris.Gateway.Model;

/// <summary>Where the gateway's own doors are, as <c>Images.Endpoints</c> has it; in force from the start on.</summary>
internal sealed record EndpointOptions
{
    /// <summary>The host on which the metrics port listens: a name, an address, or <c>*</c> for all; null for the hosts of the gateway's own addresses.</summary>
    public string? MetricsHost { get; init; }

    /// <summary>Who may connect to a Unix socket of the gateway's, as permission bits; null leaves what the process's umask gives.</summary>
    public UnixFileMode? SocketMode { get; init; }

    /// <summary>The group of such a socket, by name or number; null leaves the process's.</summary>
    public string? SocketGroup { get; init; }

    /// <summary>The folder of the keys that protect cookies of session affinity, relative to the file; null leaves the framework's.</summary>
    public string? AffinityKeys { get; init; }
}
