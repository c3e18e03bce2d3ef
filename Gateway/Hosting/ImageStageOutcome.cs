using Iris.Transforms.Answers;

namespace Iris.Gateway.Hosting;

/// <summary>What has become of a call.</summary>
public sealed record ImageStageOutcome
{
    /// <summary>The request id.</summary>
    public required string RequestId { get; init; }
    /// <summary>The operation in the contract's terms, for instance <c>image_generation</c>, or <c>image_edit_stream</c>.</summary>
    public required string RequestType { get; init; }
    /// <summary>The name of the key that made the call; null where <c>Images.Access</c> has none.</summary>
    public string? Key { get; init; }
    /// <summary>The response's status; 499 when the client has disconnected.</summary>
    public required int Status { get; init; }
    /// <summary>The call's failure, before or after the answer began; null when there is none.</summary>
    public ImageError? Failure { get; init; }
    /// <summary>The failed attempts, oldest first, and the targets that were passed over.</summary>
    public IReadOnlyList<AttemptRecord> FailedAttempts { get; init; } = [];
    /// <summary>
    /// The id of the serving cluster, else of the one that the client asked for, which may be any text of the client. Null while unknown.
    /// </summary>
    public string? Provider { get; init; }
    /// <summary>The serving model, else the one that the client asked for, which may be any text of the client. Null while unknown.</summary>
    public string? Model { get; init; }
    /// <summary>The serving destination; null when there is none.</summary>
    public string? Destination { get; init; }
    /// <summary>How many pictures the client received.</summary>
    public int Images { get; init; }
    /// <summary>How many pictures the provider produced for the client's request, received or not: the provider may charge for them.</summary>
    public int Produced { get; init; }
    /// <summary>The bytes of the pictures that the provider produced, before base64.</summary>
    public long Bytes { get; init; }
    /// <summary>The tokens that the provider counted; null when it tells none.</summary>
    public TokenUsage? Usage { get; init; }
    /// <summary>What the answer has cost, in US dollars; null when that is unknown, or there is no answer.</summary>
    public decimal? Usd { get; init; }
    /// <summary>What may have been billed besides, at most, in US dollars: by attempts that failed. Null when that is unknown.</summary>
    public decimal? PossiblyBilledUsd { get; init; }
    /// <summary>The time from the call's arrival to its end.</summary>
    public TimeSpan Elapsed { get; init; }
}
