using System.Diagnostics;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Calls;

/// <summary>One attempt at one target on one destination. Dispatch creates it; its result is set once, as one value.</summary>
internal sealed class ImageAttempt(ImageCall call, ImageTarget target, int fallbackIndex, long started, CancellationToken clientGone)
{
    /// <summary>The call that the attempt belongs to.</summary>
    public ImageCall Call { get; } = call;
    /// <summary>The provider and model.</summary>
    public ImageTarget Target { get; } = target;
    /// <summary>The fallback's index; 0 for the primary.</summary>
    public int FallbackIndex { get; } = fallbackIndex;
    /// <summary>The timestamp of the attempt's start.</summary>
    public long Started { get; } = started;
    /// <summary>Cancelled when the client disconnects.</summary>
    public CancellationToken ClientGone { get; } = clientGone;
    /// <summary>True when the cluster has another destination that can be tried instead of waiting for this one.</summary>
    public bool HasAlternatives { get; init; }

    /// <summary>The result; null while the attempt runs.</summary>
    public AttemptResult? Result { get; private set; }

    /// <summary>Ends the attempt; called once.</summary>
    public AttemptResult End(AttemptResult result)
    {
        Debug.Assert(Result is null, "An attempt ends once.");
        return Result = result;
    }

    /// <summary>The record of a failed attempt.</summary>
    public AttemptRecord ToRecord(CallFailure failure, TimeProvider time) => new(
        Target.Cluster.Id,
        Target.Model,
        Result?.Destination?.Id,
        failure.AnsweredStatus ?? failure.Error.Status,
        failure.Error.Type ?? failure.Error.Code ?? "error",
        (long)time.GetElapsedTime(Started).TotalMilliseconds,
        failure.PossiblyBilled)
    {
        MostCost = failure.PossiblyBilled ? Result?.PossiblyBilled : null,
        Skipped = failure.Cause == FailureCause.Spent ? failure.Error.Message : null,
    };
}
