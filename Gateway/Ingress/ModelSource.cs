namespace Iris.Gateway.Ingress;

/// <summary>Who says which provider a request's model belongs to (docs/contract.md, section 2.1).</summary>
internal enum ModelSource
{
    /// <summary>The model's own prefix, and nobody else: a bare model belongs to no one.</summary>
    Prefix,

    /// <summary>The model's prefix where it names a cluster, else the route: a bare model belongs to the route's cluster.</summary>
    RouteCluster,

    /// <summary>The deployment in the path, in place of the body's model; a bare one belongs to the route's cluster.</summary>
    Deployment,

    /// <summary>The path has chosen the cluster, whatever the model says (<c>/providers/{cluster}/…</c>).</summary>
    PathCluster,
}
