using Iris.Transforms.Answers;

namespace Iris.Gateway.Hosting;

/// <summary>
/// A finished call to an image route, or through to a provider, as the log of calls keeps it. No prompt, no picture, no credential. Texts of clients are
/// printable ASCII.
/// </summary>
public sealed record ImageCallRecord
{
    /// <summary>Its own name, never used twice; the same one where a batch is given again.</summary>
    public required string Id { get; init; }
    /// <summary>When the call arrived, to a millisecond.</summary>
    public required DateTimeOffset Time { get; init; }
    /// <summary>The request id that the client was told; a client may send one as often as it likes.</summary>
    public required string RequestId { get; init; }
    /// <summary>The key's name; null for a call without one.</summary>
    public string? Key { get; init; }
    /// <summary>The key's group.</summary>
    public string? Group { get; init; }
    /// <summary>The address of whoever connected; null unless <c>Images.Log.Client</c> wants it.</summary>
    public string? Client { get; init; }
    /// <summary>The route's id.</summary>
    public string? Route { get; init; }
    /// <summary>The cluster that served, else the one that was asked for.</summary>
    public string? Provider { get; init; }
    /// <summary>The destination that served.</summary>
    public string? Destination { get; init; }
    /// <summary>The model that served, by its name at the provider, else the one that was asked for.</summary>
    public string? Model { get; init; }
    /// <summary>The model as the client named it.</summary>
    public string? ModelRequested { get; init; }
    /// <summary>What was asked for: <c>image_generation</c>, <c>image_edit_stream</c>, …, or <c>pass_through</c>.</summary>
    public required string Operation { get; init; }
    /// <summary>Whether the client asked for a stream.</summary>
    public bool Stream { get; init; }
    /// <summary>The pictures that were asked for; null where the request was not read.</summary>
    public long? Asked { get; init; }
    /// <summary>The pictures that the provider made.</summary>
    public long Images { get; init; }
    /// <summary>The size that was asked for.</summary>
    public string? Size { get; init; }
    /// <summary>The answer's status; 499 where the client left before there was one.</summary>
    public required int Status { get; init; }
    /// <summary>What went wrong, also after the answer had begun; null for success.</summary>
    public string? ErrorType { get; init; }
    /// <summary>From arrival to the first byte of a picture.</summary>
    public TimeSpan? FirstImage { get; init; }
    /// <summary>From arrival to the end.</summary>
    public required TimeSpan Elapsed { get; init; }
    /// <summary>The request's body without picture data, in bytes.</summary>
    public long? BytesIn { get; init; }
    /// <summary>The pictures before base64, in bytes; on a pass-through route the answer's body.</summary>
    public long? BytesOut { get; init; }
    /// <summary>Tokens of the input; null where the provider counts none.</summary>
    public long? TokensIn { get; init; }
    /// <summary>Tokens of the output.</summary>
    public long? TokensOut { get; init; }
    /// <summary>What it cost, in US dollars; null where nobody knows.</summary>
    public decimal? Usd { get; init; }
    /// <summary>Where the cost comes from: <c>provider</c>, <c>usage</c>, <c>price</c> or <c>replay</c>.</summary>
    public string? CostSource { get; init; }
    /// <summary>What failed attempts may have cost besides, at most, in US dollars; null where nobody knows.</summary>
    public decimal? PossiblyBilledUsd { get; init; }
    /// <summary>The attempts, the one that served included.</summary>
    public int Attempts { get; init; }
    /// <summary>The failed attempts, oldest first, and the targets that were passed over; without the words of a refusal.</summary>
    public IReadOnlyList<AttemptRecord> FailedAttempts { get; init; } = [];
}
