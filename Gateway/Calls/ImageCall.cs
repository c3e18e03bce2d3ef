using System.Diagnostics;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Dialects;
using Iris.Transforms.Requests;

namespace Iris.Gateway.Calls;

/// <summary>One image request on its way through the gateway: the request and its state so far.</summary>
internal sealed class ImageCall
{
    private Dictionary<object, object>? _items;
    private Dictionary<MaskForm, ConvertedMask>? _masks;
    private Dictionary<string, ImageInput>? _fetched;
    private List<IDisposable>? _stores;
    private List<string>? _files;
    private int _orders;
    private CallIdentity _identity = new("") { RequestType = "image_generation" };

    /// <summary>The configuration that the call uses from start to end.</summary>
    public required ProxySnapshot Snapshot { get; init; }
    /// <summary>The dialect of the client's request and of its answer.</summary>
    public required ImageDialect Dialect { get; init; }
    /// <summary>The request id.</summary>
    public required string RequestId { get => _identity.RequestId; init => _identity = _identity with { RequestId = value }; }
    /// <summary>The timestamp of the arrival.</summary>
    public required long Started { get; init; }
    /// <summary>What the route or the installation does about a URL that a model does not give.</summary>
    public UrlDelivery Url { get; init; }
    /// <summary>Whether the route sends heartbeats to the client of a plain answer, too.</summary>
    public bool KeepsAlive { get; init; }
    /// <summary>
    /// The silence after which the client gets a heartbeat; null for a client that gets none, and for a job, whose answer is read when it is there.
    /// </summary>
    public TimeSpan? Heartbeat => (KeepsAlive && Detached is null) || Request!.Stream ? Snapshot.Images.Heartbeat : null;
    /// <summary>The scheme and host by which the client reaches the gateway; null where no address begins with them.</summary>
    public string? Origin { get; init; }
    /// <summary>Whether the request asks for <see cref="Strict"/>.</summary>
    public bool AsksForStrict { get; init; }
    /// <summary>Whether a member that a model does not take is refused instead of dropped: for this call, or for every one.</summary>
    public bool Strict => AsksForStrict || Snapshot.Images.Strict;
    /// <summary>Set for a call that no client waits for.</summary>
    public DetachedCall? Detached { get; init; }
    /// <summary>Whether the call is only tried out, up to the point where something would be sent.</summary>
    public bool IsRehearsal => Detached is { IsRehearsal: true };
    /// <summary>The cluster of the route, which stands for the provider until the model is known.</summary>
    public string? RouteProvider { init => _identity = _identity with { Provider = value }; }
    /// <summary>Who makes the call; null where no key was asked for.</summary>
    public Caller? Caller { get; private set; }
    /// <summary>The call for answers and failures, as far as it is known: the primary target's provider and model.</summary>
    public CallIdentity Identity => _identity;
    /// <summary>The operation in the contract's terms, for instance <c>image_generation</c>.</summary>
    public string RequestType => _identity.RequestType!;
    /// <summary>The client's request; null until the body has been read.</summary>
    public ImageRequest? Request { get; private set; }
    /// <summary>The body's length without its picture data, in bytes.</summary>
    public long RequestBytes { get; private set; }
    /// <summary>The failed attempts, oldest first.</summary>
    public List<AttemptRecord> Trail { get; } = [];
    /// <summary>The attempt that answered or is answering; when all attempts failed, the primary's.</summary>
    public ImageAttempt? Serving { get; private set; }
    /// <summary>The error reported to the client, if any.</summary>
    public ImageError? Error { get; private set; }
    /// <summary>The orders that the call has placed, or is about to place.</summary>
    public int Orders => Volatile.Read(ref _orders);

    /// <summary>Whether the client gets an answer that another call has ordered.</summary>
    public bool IsReplay { get; private set; }

    /// <summary>State of the stages around the call; not allocated until a stage uses it.</summary>
    public IDictionary<object, object> Items => _items ??= [];
    /// <summary>The outcome; null until the call is over.</summary>
    public CallOutcome? Outcome { get; private set; }

    /// <summary>Notes who makes the call.</summary>
    public void Identify(Caller? caller) => Caller = caller;

    /// <summary>Notes what the client asks for.</summary>
    /// <param name="request">The request that the body holds.</param>
    /// <param name="bytes">The body's length.</param>
    public void Read(ImageRequest request, long bytes)
    {
        (Request, RequestBytes) = (request, bytes);
        Name(RequestTypes.Of(request.Operation, request.Stream));
    }

    /// <summary>Notes the length of a body that holds no request.</summary>
    public void Receive(long bytes) => RequestBytes = bytes;

    /// <summary>Notes the operation before the body is read.</summary>
    /// <param name="requestType">The operation in the contract's terms.</param>
    public void Name(string requestType) => _identity = _identity with { RequestType = requestType };

    /// <summary>Notes whom the call is for.</summary>
    /// <param name="provider">The primary target's provider; null leaves the one that is known.</param>
    /// <param name="model">Its model as the client named it.</param>
    /// <param name="resolved">The model after resolving aliases; null where it leads nowhere.</param>
    public void Address(string? provider, string? model, string? resolved) =>
        _identity = _identity with { Provider = provider ?? _identity.Provider, ModelRequested = model, ResolvedModel = resolved };

    /// <summary>Notes the attempt that serves the call.</summary>
    public void Serve(ImageAttempt? attempt) => Serving = attempt;

    /// <summary>Notes the error that the client is told, in place of an earlier one.</summary>
    public void Fail(ImageError error) => Error = error;

    /// <summary>Notes that the client gets an answer that another call has ordered.</summary>
    public void Replay() => IsReplay = true;

    /// <summary>Takes orders out of what the call may place (<c>Images.Limits.Orders</c>); false when that many are not left.</summary>
    public bool TryOrder(int count)
    {
        if (Interlocked.Add(ref _orders, count) <= Snapshot.Images.Orders)
            return true;
        Interlocked.Add(ref _orders, -count);
        return false;
    }

    /// <summary>The mask that an earlier attempt has converted to this form; null when none has.</summary>
    public ConvertedMask? MaskOf(MaskForm form) => _masks?.GetValueOrDefault(form);

    /// <summary>Keeps a converted mask for later attempts, until the call ends.</summary>
    public void Keep(MaskForm form, ConvertedMask mask)
    {
        (_masks ??= []).Add(form, mask);
        (_stores ??= []).Add(mask.Store);
    }

    /// <summary>The picture of that name that an earlier attempt has fetched from its address; null when none has.</summary>
    public ImageInput? FetchedAs(string name) => _fetched?.GetValueOrDefault(name);

    /// <summary>Keeps a fetched picture for later attempts, until the call ends.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="store">Holds its bytes until it is disposed.</param>
    public void Keep(ImageInput picture, IDisposable store)
    {
        (_fetched ??= []).Add(picture.Name, picture);
        (_stores ??= []).Add(store);
    }

    /// <summary>The ids of the store's files whose addresses the answer names.</summary>
    public IReadOnlyList<string> NamedFiles => _files ?? (IReadOnlyList<string>)[];

    /// <summary>Notes a file of the store whose address the answer names.</summary>
    public void NameFile(string id)
    {
        if (_files?.Contains(id) != true)
            (_files ??= []).Add(id);
    }

    /// <summary>Ends the call; called once.</summary>
    public CallOutcome End(CallOutcome outcome)
    {
        Debug.Assert(Outcome is null, "A call ends once.");
        if (_stores is not null)
            _stores.ForEach(store => store.Dispose());
        return Outcome = outcome;
    }

    /// <summary>The report to the client when this call fails.</summary>
    public FailureReport Report(ImageError error, TimeProvider time) => new()
    {
        Error = error,
        Identity = Identity,
        Latency = (long)time.GetElapsedTime(Started).TotalMilliseconds,
        Attempts = [.. Trail],
    };
}
