using System.Diagnostics;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;
using Iris.Transforms.Dialects;
using Iris.Transforms.Requests;

namespace Iris.Gateway.Calls;

/// <summary>One image request on its way through the gateway: the request and its state so far.</summary>
internal sealed class ImageCall
{
    private Dictionary<object, object>? _items;

    /// <summary>The configuration that the call uses from start to end.</summary>
    public required ProxySnapshot Snapshot { get; init; }
    /// <summary>The dialect of the client's request and of its answer.</summary>
    public required ImageDialect Dialect { get; init; }
    /// <summary>The request id.</summary>
    public required string RequestId { get; init; }
    /// <summary>The timestamp of the arrival.</summary>
    public required long Started { get; init; }
    /// <summary>What the route or the installation does about a URL that a model does not give.</summary>
    public UrlDelivery Url { get; init; }
    /// <summary>The operation in the contract's terms, for instance <c>image_generation</c>.</summary>
    public string RequestType { get; set; } = "image_generation";
    /// <summary>The client's request; null until the body has been read.</summary>
    public ImageRequest? Request { get; set; }
    /// <summary>The body's length without its picture data, in bytes.</summary>
    public long RequestBytes { get; set; }
    /// <summary>The primary target's provider; null while unknown.</summary>
    public string? Provider { get; set; }
    /// <summary>The primary target's model, as the client named it.</summary>
    public string? ModelRequested { get; set; }
    /// <summary>The model after resolving aliases.</summary>
    public string? ResolvedModel { get; set; }
    /// <summary>The failed attempts, oldest first.</summary>
    public List<AttemptRecord> Trail { get; } = [];
    /// <summary>The attempt that answered or is answering; when all attempts failed, the primary's.</summary>
    public ImageAttempt? Serving { get; set; }
    /// <summary>The error reported to the client, if any.</summary>
    public ImageError? Error { get; set; }

    /// <summary>State of the stages around the call; not allocated until a stage uses it.</summary>
    public IDictionary<object, object> Items => _items ??= [];
    /// <summary>The outcome; null until the call is over.</summary>
    public CallOutcome? Outcome { get; private set; }

    /// <summary>Ends the call; called once.</summary>
    public CallOutcome End(CallOutcome outcome)
    {
        Debug.Assert(Outcome is null, "A call ends once.");
        return Outcome = outcome;
    }

    /// <summary>The report to the client when this call fails.</summary>
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
