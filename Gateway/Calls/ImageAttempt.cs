using System.Diagnostics;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Calls;

/// <summary>One try of one target on one destination. Dispatch makes it; what became of it comes back as one value, once.</summary>
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

    /// <summary>What became of it; null while it is under way.</summary>
    public AttemptResult? Result { get; private set; }

    /// <summary>Ends the attempt, once.</summary>
    public AttemptResult End(AttemptResult result)
    {
        Debug.Assert(Result is null, "An attempt ends once.");
        return Result = result;
    }

    /// <summary>The line in the trail of an attempt that has failed.</summary>
    public AttemptRecord ToRecord(CallFailure failure, TimeProvider time) => new(
        Target.Cluster.Id,
        Target.Model,
        Result?.Destination?.Id,
        failure.Error.Status,
        failure.Error.Type ?? failure.Error.Code ?? "error",
        (long)time.GetElapsedTime(Started).TotalMilliseconds,
        failure.PossiblyBilled);
}
