namespace Iris.Transforms.Answers;

/// <summary>What a client learns about a failure: the error, the request and the attempts. A dialect decides how to write it.</summary>
public sealed record FailureReport
{
    /// <summary>The error.</summary>
    public required ImageError Error { get; init; }
    /// <summary>The request id.</summary>
    public required string RequestId { get; init; }
    /// <summary><c>image_generation</c> or another type; null for requests that are no image call.</summary>
    public string? RequestType { get; init; }
    /// <summary>The primary target's cluster; null while it is unknown.</summary>
    public string? Provider { get; init; }
    /// <summary>The model that the client asked for.</summary>
    public string? ModelRequested { get; init; }
    /// <summary>The model after resolving aliases.</summary>
    public string? ResolvedModel { get; init; }
    /// <summary>Milliseconds since the request arrived.</summary>
    public long? Latency { get; init; }
    /// <summary>The attempts, oldest first; empty when there was none.</summary>
    public IReadOnlyList<AttemptRecord> Attempts { get; init; } = [];
}
