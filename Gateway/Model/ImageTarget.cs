using Iris.Transforms.Codecs;

namespace Iris.Gateway.Model;

/// <summary>Provider and model, after aliases: what a request, or one of its fallbacks, is about.</summary>
/// <param name="Cluster">The cluster that serves.</param>
/// <param name="Model">The model as the provider knows it.</param>
/// <param name="Asked">The name the client used, without the provider's prefix; an alias stays an alias.</param>
internal sealed record ImageTarget(ImageCluster Cluster, string Model, string Asked)
{
    /// <summary>The cluster's codec.</summary>
    public ImageProvider Provider => Cluster.Provider;
}
