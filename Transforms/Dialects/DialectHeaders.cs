namespace Iris.Transforms.Dialects;

/// <summary>The headers of a dialect's own, by their names; a null name means that the dialect has no such header.</summary>
internal sealed record DialectHeaders
{
    /// <summary>No headers of its own.</summary>
    public static DialectHeaders None { get; } = new();

    /// <summary>Request: <c>true</c> makes members of a nested <c>extra_params</c> members of the request.</summary>
    public string? KeepExtraParams { get; init; }
    /// <summary>Request: <c>true</c> refuses what a model does not take, as <c>Images.Strict</c> does for every call.</summary>
    public string? Strict { get; init; }
    /// <summary>Response: the operation, for instance <c>image_generation</c>.</summary>
    public string? RequestType { get; init; }
    /// <summary>Response: the cluster that serves.</summary>
    public string? Provider { get; init; }
    /// <summary>Response: the model as the client named it.</summary>
    public string? OriginalModel { get; init; }
    /// <summary>Response: the model that the provider was asked for.</summary>
    public string? ResolvedModel { get; init; }
    /// <summary>Response: 0 for the primary, 1 for the first fallback that was not skipped, and so on.</summary>
    public string? FallbackIndex { get; init; }
    /// <summary>Response: milliseconds from the attempt's start to the picture's first byte.</summary>
    public string? UpstreamLatency { get; init; }
    /// <summary>Response: what the answer costs in USD, where that is certain before its first byte.</summary>
    public string? Cost { get; init; }
    /// <summary>Response: <c>true</c> on an answer that another call has ordered.</summary>
    public string? Replay { get; init; }
    /// <summary>Response: the members that were left out, separated by commas.</summary>
    public string? DroppedParams { get; init; }
}
