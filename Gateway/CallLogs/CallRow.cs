using Iris.Transforms.Answers;

namespace Iris.Gateway.CallLogs;

/// <summary>
/// One finished call, for the log and for sinks. No picture, no credential; of the prompt what <c>Images.Log.Prompts</c> says. Texts of clients are
/// printable ASCII.
/// </summary>
internal sealed record CallRow
{
    /// <summary>Its own name, never used twice: clients may send one request id as often as they like.</summary>
    public required string Id { get; init; }
    /// <summary>When the call arrived, in milliseconds since 1970.</summary>
    public required long Time { get; init; }
    /// <summary>The request id that the client was told.</summary>
    public required string RequestId { get; init; }
    /// <summary>The key's name; null for a call without one.</summary>
    public string? Key { get; init; }
    /// <summary>The key's group.</summary>
    public string? Group { get; init; }
    /// <summary>The address of whoever connected; null where the file does not want it.</summary>
    public string? Client { get; init; }
    /// <summary>The route of proxy.json.</summary>
    public string? Route { get; init; }
    /// <summary>The cluster that served, else the one that was asked for.</summary>
    public string? Provider { get; init; }
    /// <summary>The destination that served.</summary>
    public string? Destination { get; init; }
    /// <summary>The model that served, else the one that was asked for.</summary>
    public string? Model { get; init; }
    /// <summary>The model as the client named it.</summary>
    public string? ModelRequested { get; init; }
    /// <summary>What was asked for: <c>image_generation</c>, <c>image_edit_stream</c>, …, or <see cref="PassThrough"/>.</summary>
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
    public long? FirstMilliseconds { get; init; }
    /// <summary>From arrival to the end.</summary>
    public required long Milliseconds { get; init; }
    /// <summary>The request's body without picture data.</summary>
    public long? BytesIn { get; init; }
    /// <summary>The pictures before base64; on a pass-through route the answer's body.</summary>
    public long? BytesOut { get; init; }
    /// <summary>Tokens of the input; null where the provider counts none.</summary>
    public long? TokensIn { get; init; }
    /// <summary>Tokens of the output.</summary>
    public long? TokensOut { get; init; }
    /// <summary>What it cost, in billionths of a US dollar; null where nobody knows.</summary>
    public long? CostNano { get; init; }
    /// <summary>Where the cost comes from: <c>provider</c>, <c>usage</c> or <c>price</c>.</summary>
    public string? CostSource { get; init; }
    /// <summary>What failed attempts may have cost besides, in billionths of a US dollar; null where nobody knows.</summary>
    public long? PossiblyNano { get; init; }
    /// <summary>The attempts, the one that served included.</summary>
    public int Attempts { get; init; }
    /// <summary>The prompt, or its hash; null where neither is kept.</summary>
    public string? Prompt { get; init; }

    /// <summary>The failed attempts and the targets that were passed over, without the words of a refusal: for sinks, and in no table.</summary>
    public IReadOnlyList<AttemptRecord> FailedAttempts { get; init; } = [];

    /// <summary>The operation of a call that passes through unread.</summary>
    public const string PassThrough = "pass_through";

    /// <summary>About what the row takes in a database, its indexes included, in bytes.</summary>
    public long Weight => 500 + (Prompt?.Length ?? 0);
}
