using Iris.Transforms.Answers;

namespace Iris.Gateway.Calls;

/// <summary>
/// What became of a call: made once, when the call is over, for the access line, the spans and each stage around the call.
/// </summary>
internal sealed record CallOutcome
{
    /// <summary>The request id.</summary>
    public required string RequestId { get; init; }
    /// <summary>The operation in the contract's words, for instance <c>image_generation</c>.</summary>
    public required string RequestType { get; init; }
    /// <summary>The status that the client got; 499 when it has gone.</summary>
    public required int Status { get; init; }
    /// <summary>The failure told in place of an answer, or that the client has gone; null when an answer has begun and was taken to its end.</summary>
    public ImageError? Error { get; init; }
    /// <summary>Why an answer failed after it had begun; null when it did not.</summary>
    public ImageError? AnswerFailure { get; init; }
    /// <summary>The attempts that failed, oldest first.</summary>
    public IReadOnlyList<AttemptRecord> FailedAttempts { get; init; } = [];
    /// <summary>All attempts, the one that answered included.</summary>
    public int Attempts { get; init; }
    /// <summary>0 when the primary served, or no target did.</summary>
    public int FallbackIndex { get; init; }
    /// <summary>The cluster that served, else the one asked for. Before it is found among the clusters, it is the client's text. Null while unknown.</summary>
    public string? Provider { get; init; }
    /// <summary>The model that served, else the one asked for, which is the client's text; null while unknown.</summary>
    public string? Model { get; init; }
    /// <summary>The model asked for first, as the client named it; null while unknown.</summary>
    public string? ModelRequested { get; init; }
    /// <summary>The destination that served; null when none did.</summary>
    public string? Destination { get; init; }
    /// <summary>Whether the client watches a stream.</summary>
    public bool Stream { get; init; }
    /// <summary>What the client has got.</summary>
    public DeliveredImages Delivered { get; init; }
    /// <summary>Milliseconds from the serving attempt's start until the first byte of a picture; null without one.</summary>
    public long? FirstImageMilliseconds { get; init; }
    /// <summary>From the call's arrival to its end.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Why the call failed, whenever it did; null when it did not.</summary>
    public ImageError? Failure => Error ?? AnswerFailure;

    /// <summary>Draws up what became of a call that is over.</summary>
    /// <param name="call">The call.</param>
    /// <param name="status">The status that the client got where no failure has one of its own.</param>
    /// <param name="elapsed">From its arrival to its end.</param>
    public static CallOutcome Of(ImageCall call, int status, TimeSpan elapsed)
    {
        var attempt = call.Serving;
        var result = attempt?.Result;
        return new CallOutcome
        {
            RequestId = call.RequestId,
            RequestType = call.RequestType,
            Status = call.Error?.Status ?? status,
            Error = call.Error,
            AnswerFailure = call.Error is null ? result?.Failure?.Error : null,
            FailedAttempts = call.Trail,
            Attempts = call.Trail.Count + (attempt is not null && result?.Failure is null ? 1 : 0),
            FallbackIndex = attempt?.FallbackIndex ?? 0,
            Provider = attempt?.Target.Cluster.Id ?? call.Provider,
            Model = attempt?.Target.Model ?? call.ModelRequested,
            ModelRequested = call.ModelRequested,
            Destination = result?.Destination?.Id,
            Stream = call.Request?.Stream ?? false,
            Delivered = call.Error is null ? result?.Delivered ?? default : default,
            FirstImageMilliseconds = result?.Head.FirstImageMilliseconds,
            Elapsed = elapsed,
        };
    }
}
