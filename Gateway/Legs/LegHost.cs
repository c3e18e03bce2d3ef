namespace Iris.Gateway.Legs;

/// <summary>Whose host a leg goes to.</summary>
internal enum LegHost
{
    /// <summary>The destination's own scheme, host and port: the credential goes along, over the cluster's own connections.</summary>
    Own,
    /// <summary>Another host of the provider's own: the credential goes along, over connections that <see cref="DeliverySockets"/> makes.</summary>
    Sister,
    /// <summary>Any other host: no credential goes along.</summary>
    Foreign,
}
