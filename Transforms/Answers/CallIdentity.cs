namespace Iris.Transforms.Answers;

/// <summary>Which call is meant: what its answer, its failure and the lines about it say alike.</summary>
/// <param name="RequestId">The request id, which a failure shows as <c>event_id</c>.</param>
public readonly record struct CallIdentity(string RequestId)
{
    /// <summary><c>image_generation</c> or another type (docs/contract.md, section 1.3); null for requests that are no image call.</summary>
    public string? RequestType { get; init; }
    /// <summary>The cluster: the primary target's, or in an attempt's answer the one that serves. Null while it is unknown.</summary>
    public string? Provider { get; init; }
    /// <summary>The primary target's model as the client named it, even when a fallback serves; null while it is unknown.</summary>
    public string? ModelRequested { get; init; }
    /// <summary>The model after resolving aliases, in an attempt's answer the one sent to the provider; null where the name leads nowhere.</summary>
    public string? ResolvedModel { get; init; }
}
