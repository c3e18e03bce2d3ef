namespace Iris.Gateway.Legs;

/// <summary>The kind of host that a leg goes to.</summary>
internal enum LegHost
{
    /// <summary>The destination's own scheme, host and port: the leg carries the credential and uses the cluster's own connections.</summary>
    Own,
    /// <summary>Another host of the same provider: the leg carries the credential and uses connections of <see cref="DeliverySockets"/>.</summary>
    Sister,
    /// <summary>Any other host: the leg carries no credential.</summary>
    Foreign,
}
