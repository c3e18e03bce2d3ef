using System.Diagnostics;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;
using Iris.Transforms.Dialects;
using Iris.Transforms.Requests;

namespace Iris.Gateway.Calls;

/// <summary>One image request on its way through the gateway: what was asked, and what became of it so far.</summary>
internal sealed class ImageCall
{
    private Dictionary<object, object>? _items;

    /// <summary>The configuration this call runs on from start to end.</summary>
    public required ProxySnapshot Snapshot { get; init; }
    /// <summary>How the client asks and is answered.</summary>
    public required ImageDialect Dialect { get; init; }
    /// <summary>The request id.</summary>
    public required string RequestId { get; init; }
    /// <summary>Timestamp of the arrival.</summary>
    public required long Started { get; init; }
    /// <summary>The operation in the contract's words, for instance <c>image_generation</c>.</summary>
    public string RequestType { get; set; } = "image_generation";
    /// <summary>What was asked; null until the body has been read.</summary>
    public ImageRequest? Request { get; set; }
    /// <summary>The body's length in bytes.</summary>
    public long RequestBytes { get; set; }
    /// <summary>The provider asked for first; null while unknown.</summary>
    public string? Provider { get; set; }
    /// <summary>The model asked for first, as the client named it.</summary>
    public string? ModelRequested { get; set; }
    /// <summary>The model after aliases.</summary>
    public string? ResolvedModel { get; set; }
    /// <summary>Attempts that failed, oldest first.</summary>
    public List<AttemptRecord> Trail { get; } = [];
    /// <summary>The attempt that answered or is answering; where all have failed, the primary's.</summary>
    public ImageAttempt? Serving { get; set; }
    /// <summary>The failure told to the client, if any.</summary>
    public ImageError? Error { get; set; }

    /// <summary>What the stages around the call keep of it; empty, and not even there, until one keeps something.</summary>
    public IDictionary<object, object> Items => _items ??= [];
    /// <summary>What became of the call; null until it is over.</summary>
    public CallOutcome? Outcome { get; private set; }

    /// <summary>Ends the call, once.</summary>
    public CallOutcome End(CallOutcome outcome)
    {
        Debug.Assert(Outcome is null, "A call ends once.");
        return Outcome = outcome;
    }

    /// <summary>What the client is told when this call fails.</summary>
    public FailureReport Report(ImageError error, TimeProvider time) => new()
    {
        Error = error,
        RequestId = RequestId,
        RequestType = RequestType,
        Provider = Provider,
        ModelRequested = ModelRequested,
        ResolvedModel = ResolvedModel,
        Latency = (long)time.GetElapsedTime(Started).TotalMilliseconds,
        Attempts = [.. Trail],
    };
}
