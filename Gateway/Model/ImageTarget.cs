using Iris.Transforms.Codecs;

namespace Iris.Gateway.Model;

/// <summary>The provider and model, after resolving aliases, of a request or of one of its fallbacks.</summary>
/// <param name="Cluster">The cluster that serves.</param>
/// <param name="Model">The model's name at the provider.</param>
/// <param name="Asked">The name that the client used, without the provider's prefix; an alias stays an alias.</param>
internal sealed record ImageTarget(ImageCluster Cluster, string Model, string Asked)
{
    /// <summary>The cluster's codec.</summary>
    public ImageProvider Provider => Cluster.Provider;
}
