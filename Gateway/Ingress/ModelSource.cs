namespace Iris.Gateway.Ingress;

/// <summary>What decides which provider a request's model belongs to (docs/contract.md, section 2.1).</summary>
internal enum ModelSource
{
    /// <summary>Only the model's own prefix: a model without a prefix belongs to no provider.</summary>
    Prefix,

    /// <summary>The model's prefix when it names a cluster, else the route's cluster.</summary>
    RouteCluster,

    /// <summary>The deployment in the path, instead of the body's model; without a prefix it belongs to the route's cluster.</summary>
    Deployment,

    /// <summary>The cluster in the path, whatever the model is (<c>/providers/{cluster}/…</c>).</summary>
    PathCluster,
}
