using Iris.Transforms.Requests;

namespace Iris.Transforms.Answers;

/// <summary>
/// Facts that an answer tells besides the pictures: which provider served the call, and what differs from the request. One per attempt; times come
/// from the given clock.
/// </summary>
public sealed class AnswerContext(TimeProvider time, long callStarted)
{
    // The provider decides how many pictures and oversized members it sends, so the list of warnings needs a bound.
    private const int MaxWarnings = 32;
    private const int MaxSeeds = 64;

    // Null until needed: for most calls nothing differs from the request.
    private List<ImageWarning>? _warnings;
    private List<ParameterChange>? _dropped;
    private List<ParameterChange>? _converted;
    private List<CallSeed>? _seeds;

    /// <summary>The call; its provider and model are those that serve it.</summary>
    public required CallIdentity Identity { get; init; }
    /// <summary>What the client asked for.</summary>
    public required ImageRequest Request { get; init; }
    /// <summary>The cluster that serves the call.</summary>
    public string Provider => Identity.Provider ?? "";
    /// <summary>The model sent to the provider.</summary>
    public string ResolvedModel => Identity.ResolvedModel ?? "";
    /// <summary>The destination that serves the call.</summary>
    public string? Destination { get; init; }
    /// <summary>
    /// What this call does about a URL that its model does not give; <see cref="UrlDelivery.Base64"/> when the client asked for none.
    /// </summary>
    public UrlDelivery UrlDelivery { get; init; }
    /// <summary>Keeps the pictures, whose addresses the answer tells; null where they go out alone.</summary>
    internal PictureKeeper? Keeper { get; init; }
    /// <summary>Tells what the answer costs; null where nobody asks.</summary>
    internal AnswerPricing? Pricing { get; init; }
    /// <summary>The failed attempts before this one, oldest first.</summary>
    public IReadOnlyList<AttemptRecord> EarlierAttempts { get; init; } = [];
    /// <summary>The warnings so far; grows while the answer streams.</summary>
    public IReadOnlyList<ImageWarning> Warnings => (IReadOnlyList<ImageWarning>?)_warnings ?? [];
    /// <summary>Members that the model does not accept.</summary>
    public IReadOnlyList<ParameterChange> Dropped => (IReadOnlyList<ParameterChange>?)_dropped ?? [];
    /// <summary>Members that were sent in another form.</summary>
    public IReadOnlyList<ParameterChange> Converted => (IReadOnlyList<ParameterChange>?)_converted ?? [];

    /// <summary>What the provider says of the client's pictures that it received, raw JSON; empty when it says nothing.</summary>
    internal ReadOnlyMemory<byte> Received { get; set; }

    /// <summary>The seeds of an answer that several calls make, one for each picture in their order; empty when there is one call.</summary>
    internal IReadOnlyList<CallSeed> Seeds => (IReadOnlyList<CallSeed>?)_seeds ?? [];

    /// <summary>Notes the seed of the next picture; of the first 64 only.</summary>
    internal void AddSeed(CallSeed seed)
    {
        if ((_seeds ??= []).Count < MaxSeeds)
            _seeds.Add(seed);
    }

    /// <summary>Notes a member that the model does not accept.</summary>
    public void Drop(ParameterChange change) => (_dropped ??= []).Add(change);

    /// <summary>Notes a member that was sent in another form.</summary>
    public void Convert(ParameterChange change) => (_converted ??= []).Add(change);

    /// <summary>Adds a warning, unless the same one exists or there are 32 already.</summary>
    public void Warn(ImageWarning warning)
    {
        _warnings ??= [];
        if (_warnings.Count < MaxWarnings && !_warnings.Contains(warning))
            _warnings.Add(warning);
    }

    /// <summary>The report to the client when this attempt fails after its answer has begun.</summary>
    public FailureReport Report(ImageError error) => new()
    {
        Error = error,
        Identity = Identity,
        Latency = ElapsedMilliseconds,
        Attempts = EarlierAttempts,
    };

    /// <summary>Milliseconds since the call came in.</summary>
    public long ElapsedMilliseconds => (long)time.GetElapsedTime(callStarted).TotalMilliseconds;
    /// <summary>Now, in seconds since 1970.</summary>
    public long UnixSeconds => time.GetUtcNow().ToUnixTimeSeconds();
}
