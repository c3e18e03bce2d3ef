using Iris.Gateway.Model;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Calls;

/// <summary>
/// One try of one target on one destination. Dispatch makes it, the exchange at the end of YARP's pipeline fills it in;
/// a failure travels back in it as a value.
/// </summary>
internal sealed class ImageAttempt(ImageCall call, ImageTarget target, int fallbackIndex, long started, CancellationToken clientGone)
{
    /// <summary>The call this is a part of.</summary>
    public ImageCall Call { get; } = call;
    /// <summary>Provider and model.</summary>
    public ImageTarget Target { get; } = target;
    /// <summary>0 for the primary.</summary>
    public int FallbackIndex { get; } = fallbackIndex;
    /// <summary>Timestamp of the attempt's start.</summary>
    public long Started { get; } = started;
    /// <summary>Cancelled when the client has hung up.</summary>
    public CancellationToken ClientGone { get; } = clientGone;
    /// <summary>True when another destination of the cluster could still be asked instead of waiting for this one.</summary>
    public bool HasAlternatives { get; init; }

    /// <summary>Chosen by YARP's load balancing.</summary>
    public ImageDestination? Destination { get; set; }
    /// <summary>Receives the answer; null until the exchange has begun.</summary>
    public ImageSink? Sink { get; set; }
    /// <summary>Why the attempt failed; also set when it failed after its first byte had gone out.</summary>
    public ImageError? Failure { get; set; }
    /// <summary>True when its answer had begun and could not be ended.</summary>
    public bool BrokeOff { get; set; }
    /// <summary>True when the provider may charge for it.</summary>
    public bool PossiblyBilled { get; set; }
    /// <summary>True when the failure lies in the destination (its key, its quota, its address), not in the request.</summary>
    public bool TryAnotherDestination { get; set; }
    /// <summary>Milliseconds until the first byte of a picture; null before.</summary>
    public long? FirstImageMilliseconds { get; set; }

    /// <summary>The attempt's line in the trail.</summary>
    public AttemptRecord ToRecord(TimeProvider time) => new(
        Target.Cluster.Id,
        Target.Model,
        Destination?.Id,
        Failure?.Status ?? 200,
        Failure is null ? null : Failure.Type ?? Failure.Code ?? "error",
        (long)time.GetElapsedTime(Started).TotalMilliseconds,
        PossiblyBilled);
}
