namespace Iris.Gateway.Model;

/// <summary>The addresses and files of the gateway's own endpoints, from <c>Images.Endpoints</c>. A change takes effect after a restart.</summary>
internal sealed record EndpointOptions
{
    /// <summary>
    /// The host on which the metrics port listens: a name, an address, or <c>*</c> for all; null for the hosts of the gateway's own addresses.
    /// </summary>
    public string? MetricsHost { get; init; }

    /// <summary>The permission bits of the gateway's Unix sockets, which decide who may connect; null leaves those of the process's umask.</summary>
    public UnixFileMode? SocketMode { get; init; }

    /// <summary>The group of the Unix sockets, by name or number; null leaves the process's own.</summary>
    public string? SocketGroup { get; init; }

    /// <summary>The folder for the keys of affinity cookies, relative to the file; null leaves the framework's own.</summary>
    public string? AffinityKeys { get; init; }
}
