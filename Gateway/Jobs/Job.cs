namespace Iris.Gateway.Jobs;

/// <summary>How far a job is.</summary>
internal enum JobState
{
    /// <summary>It waits.</summary>
    Queued,
    /// <summary>An instance makes it.</summary>
    Running,
    /// <summary>Its answer is there.</summary>
    Completed,
    /// <summary>It has failed; the envelope is there.</summary>
    Failed,
    /// <summary>Its client has cancelled it.</summary>
    Cancelled,
    /// <summary>The gateway ended while it was made, and it may have been billed.</summary>
    Interrupted,
}

/// <summary>A call that is ordered now and made later.</summary>
internal sealed record Job
{
    /// <summary>The id: 32 hexadecimal digits that nobody can guess.</summary>
    public required string Id { get; init; }
    /// <summary>Whom it belongs to: a key, or the hash of whatever credential was presented.</summary>
    public required string Holder { get; init; }
    /// <summary>The name of the key that ordered it; null for none.</summary>
    public string? Key { get; init; }
    /// <summary>How far it is.</summary>
    public JobState State { get; init; }
    /// <summary>Counts the changes of what a client sees.</summary>
    public long Version { get; init; } = 1;
    /// <summary>When it was ordered.</summary>
    public required DateTimeOffset Created { get; init; }
    /// <summary>When it was begun.</summary>
    public DateTimeOffset? Started { get; init; }
    /// <summary>When it ended.</summary>
    public DateTimeOffset? Ended { get; init; }
    /// <summary>From when on its result is gone, once it has ended.</summary>
    public required DateTimeOffset Expires { get; init; }
    /// <summary>How long the result stays, from its end on.</summary>
    public required TimeSpan TimeToLive { get; init; }
    /// <summary>The last segment of its path: <c>generations</c>, <c>edits</c> or <c>variations</c>.</summary>
    public required string Operation { get; init; }
    /// <summary>The path of the request that is made.</summary>
    public required string Path { get; init; }
    /// <summary>Its headers, without credentials, as a JSON object.</summary>
    public required string Headers { get; init; }
    /// <summary>Its body, in the store.</summary>
    public required string Body { get; init; }
    /// <summary>How far the provider is, as <c>5/20</c>, or empty where it gives no number; null where it has said nothing.</summary>
    public string? Progress { get; init; }
    /// <summary>The status of its answer.</summary>
    public int? Status { get; init; }
    /// <summary>The body of its answer, in the store.</summary>
    public string? File { get; init; }
    /// <summary>Who is to be told of its end.</summary>
    public string? Webhook { get; init; }

    /// <summary>The orders that a provider works on (<see cref="PlacedOrdersJson"/>); null for none, and where they are not read.</summary>
    public string? Placed { get; init; }

    /// <summary>Whether it has ended.</summary>
    public bool IsOver => State > JobState.Running;
}

/// <summary>How a job ended.</summary>
/// <param name="State">The state.</param>
/// <param name="Status">The answer's status; null without an answer.</param>
/// <param name="File">The answer's body in the store; null without one.</param>
internal readonly record struct JobEnd(JobState State, int? Status = null, string? File = null);
