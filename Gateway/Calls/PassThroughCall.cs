using System.Globalization;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Yarp.ReverseProxy.Forwarder;

namespace Iris.Gateway.Calls;

/// <summary>
/// One request that is forwarded unchanged to an image cluster's provider, with the destination's credential instead of the client's.
/// </summary>
internal sealed class PassThroughCall(ImageCluster cluster, string requestId, long started)
{
    /// <summary>The option through which the handlers below YARP's forwarder find the call.</summary>
    public static readonly HttpRequestOptionsKey<PassThroughCall> Key = new("Iris.PassThroughCall");

    /// <summary>The cluster as configured when the request arrived.</summary>
    public ImageCluster Cluster { get; } = cluster;
    /// <summary>The provider, which tells where the credential goes; its codec is not used.</summary>
    public ImageProvider Provider => Cluster.Provider;
    /// <summary>The request id.</summary>
    public string RequestId { get; } = requestId;
    /// <summary>The timestamp of the arrival.</summary>
    public long Started { get; } = started;
    /// <summary>The memory for the bodies of all requests, and what they may take of it together, in bytes.</summary>
    public required (BodyBudget Budget, long Most) Bodies { get; init; }
    /// <summary>The destination that YARP's load balancing chose; null until then.</summary>
    public ImageDestination? Destination { get; set; }
    /// <summary>The reason why the provider was not called.</summary>
    public ImageError? Failure { get; set; }

    /// <summary>The failure's name: the gateway's failure, YARP's error, or the provider's status; null for success.</summary>
    public string? ErrorType(HttpContext context) =>
        Failure is { } failure ? ErrorLabel.Of(failure)
        : context.GetForwarderErrorFeature() is { Error: not ForwarderError.None } forwarding ? forwarding.Error.ToString()
        : context.Response.StatusCode >= 400 ? context.Response.StatusCode.ToString(CultureInfo.InvariantCulture)
        : null;
}
