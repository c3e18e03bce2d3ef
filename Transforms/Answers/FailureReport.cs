namespace Iris.Transforms.Answers;

/// <summary>What a client learns about a failure: the error, the request and the attempts. A dialect decides how to write it.</summary>
public sealed record FailureReport
{
    /// <summary>The error.</summary>
    public required ImageError Error { get; init; }
    /// <summary>The call that failed.</summary>
    public CallIdentity Identity { get; init; }
    /// <summary>The request id; setting it suffices for a request that is no image call.</summary>
    public string RequestId { get => Identity.RequestId; init => Identity = Identity with { RequestId = value }; }
    /// <summary>Milliseconds since the request arrived.</summary>
    public long? Latency { get; init; }
    /// <summary>The attempts, oldest first; empty when there was none.</summary>
    public IReadOnlyList<AttemptRecord> Attempts { get; init; } = [];
}
