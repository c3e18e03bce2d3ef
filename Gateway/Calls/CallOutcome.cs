using Iris.Transforms.Answers;

namespace Iris.Gateway.Calls;

/// <summary>
/// The outcome of a call: created once, when the call is over, for the access line, the spans and every stage.
/// </summary>
internal sealed record CallOutcome
{
    /// <summary>The request id.</summary>
    public required string RequestId { get; init; }
    /// <summary>The operation in the contract's terms, for instance <c>image_generation</c>.</summary>
    public required string RequestType { get; init; }
    /// <summary>Who made the call; null where no key was asked for.</summary>
    public Caller? Caller { get; init; }
    /// <summary>The response's status; 499 when the client has disconnected.</summary>
    public required int Status { get; init; }
    /// <summary>The error sent instead of an answer, or the client's disconnect; null when an answer began and was written to its end.</summary>
    public ImageError? Error { get; init; }
    /// <summary>The failure of an answer after it had begun; null when there is none.</summary>
    public ImageError? AnswerFailure { get; init; }
    /// <summary>The failed attempts, oldest first.</summary>
    public IReadOnlyList<AttemptRecord> FailedAttempts { get; init; } = [];
    /// <summary>The number of attempts, including the one that answered.</summary>
    public int Attempts { get; init; }
    /// <summary>The index of the serving fallback; 0 when the primary served or no target did.</summary>
    public int FallbackIndex { get; init; }
    /// <summary>
    /// The serving cluster, else the one that the client asked for, which is the client's text until the cluster is found. Null while unknown.
    /// </summary>
    public string? Provider { get; init; }
    /// <summary>The serving model, else the one that the client asked for, which is the client's text. Null while unknown.</summary>
    public string? Model { get; init; }
    /// <summary>The model of the primary target as the client named it; null while unknown.</summary>
    public string? ModelRequested { get; init; }
    /// <summary>The serving destination; null when there is none.</summary>
    public string? Destination { get; init; }
    /// <summary>Whether the client asked for a stream.</summary>
    public bool Stream { get; init; }
    /// <summary>The pictures that the client received.</summary>
    public DeliveredImages Delivered { get; init; }
    /// <summary>The pictures that the serving attempt produced, whether or not the client received them: the provider may charge for them.</summary>
    public DeliveredImages Produced { get; init; }
    /// <summary>What the answer has cost; unknown without one, and for one that did not come whole.</summary>
    public Cost Cost { get; init; }
    /// <summary>
    /// What may have been billed besides, at most: by failed attempts, by failed calls of the one that served, and by an answer that broke off.
    /// <see cref="Usd.Zero"/> when nothing may, null when the price of something that may is unknown.
    /// </summary>
    public Usd? PossiblyBilled { get; init; } = Usd.Zero;
    /// <summary>Milliseconds from the serving attempt's start to the first byte of a picture; null without a picture.</summary>
    public long? FirstImageMilliseconds { get; init; }
    /// <summary>The time from the call's arrival to its end.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Whether what was ordered for it is asked for later, by this process or another one: nothing of it counts here.</summary>
    public bool IsLeft { get; init; }

    /// <summary>The call's failure, before or after the answer began; null when there is none.</summary>
    public ImageError? Failure => Error ?? AnswerFailure;

    /// <summary>Creates the outcome of a call that is over.</summary>
    /// <param name="call">The call.</param>
    /// <param name="status">The response's status, when no failure gives one.</param>
    /// <param name="elapsed">The time from the call's arrival to its end.</param>
    public static CallOutcome Of(ImageCall call, int status, TimeSpan elapsed)
    {
        var attempt = call.Serving;
        var result = attempt?.Result;
        var isLeft = (call.Error ?? result?.Failure?.Error) is not null && call.Detached?.Orders is { KeepsOrders: true };
        return new CallOutcome
        {
            RequestId = call.RequestId,
            RequestType = call.RequestType,
            Caller = call.Caller,
            Status = call.Error?.Status ?? status,
            Error = call.Error,
            AnswerFailure = call.Error is null ? result?.Failure?.Error : null,
            FailedAttempts = call.Trail.Count == 0 ? [] : [.. call.Trail],
            Attempts = call.Trail.Count + (attempt is not null && result?.Failure is null ? 1 : 0),
            FallbackIndex = attempt?.FallbackIndex ?? 0,
            Provider = attempt?.Target.Cluster.Id ?? call.Identity.Provider,
            Model = attempt?.Target.Model ?? call.Identity.ModelRequested,
            ModelRequested = call.Identity.ModelRequested,
            Destination = result?.Destination?.Id,
            Stream = call.Request?.Stream ?? false,
            Delivered = call.Error is null ? result?.Delivered ?? default : default,
            Produced = isLeft ? default : result?.Delivered ?? default,
            Cost = call.IsReplay ? new Cost(Usd.Zero, CostSource.Replay) : result?.Cost ?? default,
            PossiblyBilled = isLeft ? Usd.Zero : AttemptRecord.SumOf(call.Trail) + (result is { Failure: null } ? result.PossiblyBilled : Usd.Zero),
            FirstImageMilliseconds = result?.Head.FirstImageMilliseconds,
            Elapsed = elapsed,
            IsLeft = isLeft,
        };
    }
}
