using System.Globalization;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Yarp.ReverseProxy.Forwarder;

namespace Iris.Gateway.Calls;

/// <summary>One request that goes to an image cluster's provider as it is, with the destination's credential instead of the client's.</summary>
internal sealed class PassThroughCall(ImageCluster cluster, string requestId, long started)
{
    /// <summary>How the handlers below YARP's forwarder find their call.</summary>
    public static readonly HttpRequestOptionsKey<PassThroughCall> Key = new("Iris.PassThroughCall");

    /// <summary>The cluster, as configured when the request came.</summary>
    public ImageCluster Cluster { get; } = cluster;
    /// <summary>Knows where the credential goes; its codec has no part in this.</summary>
    public ImageProvider Provider => Cluster.Provider;
    /// <summary>The request id.</summary>
    public string RequestId { get; } = requestId;
    /// <summary>Timestamp of the arrival.</summary>
    public long Started { get; } = started;
    /// <summary>Chosen by YARP's load balancing; null until then.</summary>
    public ImageDestination? Destination { get; set; }
    /// <summary>Why the provider was not asked.</summary>
    public ImageError? Failure { get; set; }

    /// <summary>What went wrong, in a word: the gateway's failure, YARP's, or the provider's status; null when nothing did.</summary>
    public string? ErrorType(HttpContext context) =>
        Failure is { } failure ? ErrorLabel.Of(failure)
        : context.GetForwarderErrorFeature() is { Error: not ForwarderError.None } forwarding ? forwarding.Error.ToString()
        : context.Response.StatusCode >= 400 ? context.Response.StatusCode.ToString(CultureInfo.InvariantCulture)
        : null;
}
