using Iris.Gateway.Configuration;
using Iris.Transforms.Errors;
using Iris.Transforms.Providers;

namespace Iris.Gateway.PassThrough;

/// <summary>One request that goes to an image cluster's provider as it is, with the destination's credential instead of the client's.</summary>
internal sealed class PassThroughCall(ImageCluster cluster, ImageProvider provider, string requestId, long started)
{
    /// <summary>How the handlers below YARP's forwarder find their call.</summary>
    public static readonly HttpRequestOptionsKey<PassThroughCall> Key = new("Iris.PassThroughCall");

    /// <summary>The cluster, as configured when the request came.</summary>
    public ImageCluster Cluster { get; } = cluster;
    /// <summary>Knows where the credential goes; its codec has no part in this.</summary>
    public ImageProvider Provider { get; } = provider;
    /// <summary>The request id.</summary>
    public string RequestId { get; } = requestId;
    /// <summary>Timestamp of the arrival.</summary>
    public long Started { get; } = started;
    /// <summary>Chosen by YARP's load balancing; null until then.</summary>
    public ImageDestination? Destination { get; set; }
    /// <summary>Why the provider was not asked.</summary>
    public ImageError? Failure { get; set; }
}
