namespace Iris.Transforms.Answers;

/// <summary>What a client is told of a failure: what failed, for which request, after which attempts. A dialect says how it is written.</summary>
public sealed record FailureReport
{
    /// <summary>What failed.</summary>
    public required ImageError Error { get; init; }
    /// <summary>The request id.</summary>
    public required string RequestId { get; init; }
    /// <summary><c>image_generation</c> and its like; null for requests that are no image call.</summary>
    public string? RequestType { get; init; }
    /// <summary>The primary's cluster; null while it is not known.</summary>
    public string? Provider { get; init; }
    /// <summary>The model asked for.</summary>
    public string? ModelRequested { get; init; }
    /// <summary>The model after aliases.</summary>
    public string? ResolvedModel { get; init; }
    /// <summary>Milliseconds since the request came in.</summary>
    public long? Latency { get; init; }
    /// <summary>The trail, oldest first; empty when nothing was attempted.</summary>
    public IReadOnlyList<AttemptRecord> Attempts { get; init; } = [];
}
