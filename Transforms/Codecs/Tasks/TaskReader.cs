using Iris.Transforms.Answers;
using Iris.Transforms.Codecs.Reading;

namespace Iris.Transforms.Codecs.Tasks;

/// <summary>Reads an answer of a task API: the receipt, a poll, or the result when it is a separate answer.</summary>
/// <param name="shape">The shape of the provider's answers.</param>
/// <param name="call">The call.</param>
/// <param name="sink">Receives the pictures.</param>
/// <param name="order">The order that is polled; null for the receipt, which creates it, and for a result.</param>
/// <param name="polls">How often the order has been polled, this answer included.</param>
public sealed class TaskReader(TaskShape shape, ProviderCall call, ImageSink sink, TaskOrder? order = null, int polls = 0) : JsonTreeReader
{
    // More pictures than any request can ask for.
    private const int MaxBlocked = 64;

    private readonly HeldPictures _pictures = new(sink);
    private readonly TaskFacts _facts = new(shape);
    private readonly List<bool> _blocked = [];
    private readonly Stack<bool> _outerItems = new();
    private bool _isBase64;
    // An item may hold its picture twice, as a URL and as base64: the first one counts. An item is the answer itself or an item of a list.
    private bool _itemHasPicture;

    /// <inheritdoc/>
    protected override ValueUse UseOf(string path, ValueKind kind)
    {
        var value = shape.ValueOf(path);
        if (kind is ValueKind.Object or ValueKind.Array && (value & TaskValue.Container) != 0)
            return ValueUse.Enter;
        if (kind == ValueKind.String && (value & (TaskValue.Address | TaskValue.Base64)) != 0)
        {
            if (_itemHasPicture && !IsItem(path))
                return ValueUse.Skip;
            _itemHasPicture = true;
            _isBase64 = (value & TaskValue.Base64) != 0;
            return ValueUse.Slices;
        }
        return (value & (TaskValue.Fact | TaskValue.Blocked)) != 0 ? ValueUse.Keep : ValueUse.Skip;
    }

    /// <inheritdoc/>
    protected override void OnStart(string path)
    {
        if (IsItem(path))
        {
            _outerItems.Push(_itemHasPicture);
            _itemHasPicture = false;
        }
        // When there are two lists, the later one counts.
        if (shape.Blocked.Count > 0 && (shape.ValueOf(path + "[]") & TaskValue.Blocked) != 0)
            _blocked.Clear();
    }

    /// <inheritdoc/>
    protected override void OnEnd(string path)
    {
        // The answer's own member may repeat a picture of its list.
        if (IsItem(path))
            _itemHasPicture |= _outerItems.Pop();
    }

    /// <inheritdoc/>
    protected override void OnSlice(string path, ReadOnlySpan<byte> raw, bool last)
    {
        if (_isBase64)
            _pictures.Base64Slice(raw, last);
        else
            _pictures.AddressSlice(raw, last);
    }

    /// <inheritdoc/>
    protected override void OnKept(string path, ReadOnlySpan<byte> json)
    {
        if ((shape.ValueOf(path) & TaskValue.Fact) != 0)
            _facts.Add(path, json);
        else if (_blocked.Count < MaxBlocked)
            _blocked.Add(json.SequenceEqual("true"u8));
    }

    /// <inheritdoc/>
    protected override void OnWhole()
    {
        _facts.Judge(polls);
        if ((_facts.HasFailed || _pictures.Count == 0) && shape.ReadFailure?.Invoke(_facts) is { } failure)
            Failure = failure;
        else if (_facts.HasFailed)
            Failure = Ended();
        else if (IsDone())
            Succeed();
        else if (_facts.Status is null && order is not null)
            Failure = NoImage($"the {shape.Noun} has no status");
        else
            Wait();
        if (order is null && Failure is null)
            shape.Charge?.Invoke(_facts, sink);
    }

    /// <inheritdoc/>
    private protected override bool OnResume(ReadOnlySpan<byte> receipt)
    {
        if (order is not null || !_facts.TryRead(receipt))
            return false;
        OnWhole();
        return true;
    }

    private static bool IsItem(string path) => path.EndsWith("[]", StringComparison.Ordinal);

    private bool IsDone() => shape.Status.Count == 0
        || (_facts.Status is { } status ? shape.Done.Contains(status, StringComparer.OrdinalIgnoreCase) : _pictures.Count > 0);

    private void Succeed()
    {
        if (shape.Result is { } result)
        {
            if ((order ?? shape.Order?.Invoke(call, _facts))?.Fetch is { } address)
                Next = Leg(LegKind.Download, address, sink => new TaskReader(result, call, sink));
            else
                Failure = NoImage($"the {shape.Noun} has no address");
            return;
        }
        if (_pictures.Count == 0)
        {
            Failure = NoImage(shape.Status.Count == 0 ? null : $"the {shape.Noun} has no {shape.Addresses[0]}");
            return;
        }
        shape.Tell?.Invoke(_facts, sink);
        (Failure, Next) = _pictures.Deliver(i => i < _blocked.Count && _blocked[i], shape.Fetches(call));
    }

    private void Wait()
    {
        // A picture that was passed on cannot be taken back, and the next answer would repeat it.
        if (_pictures.HasStreamed)
        {
            Failure = NoImage($"the {shape.Noun} had {shape.Addresses[0]} before its end");
            return;
        }
        if ((order ?? shape.Order?.Invoke(call, _facts)) is not { } known)
        {
            Failure = NoImage($"the {shape.Noun} has no address");
            return;
        }
        if (order is not null && shape.Progress?.Invoke(_facts) is { } progress)
            sink.Progress(progress.Completed, progress.Total);
        Next = Leg(LegKind.Poll, known.Ask, sink => new TaskReader(shape, call, sink, known, polls + 1)) with
        {
            Cancel = known.Cancel,
            WriteReceipt = order is null ? _facts.Write : null,
        };
    }

    private static ProviderLeg Leg(LegKind kind, Uri address, Func<ImageSink, AnswerReader> createReader) => new()
    {
        Kind = kind,
        Request = new ProviderRequest { Method = "GET", Uri = address },
        CreateReader = (_, sink) => createReader(sink),
    };

    private ImageError Ended() => new()
    {
        Status = 502,
        Type = "server_error",
        Code = "generation_failed",
        Message = $"The provider's {shape.Noun} ended as {_facts.Status}.",
        IsOrderUnknown = shape.NotYetKnown.Contains(_facts.Status, StringComparer.OrdinalIgnoreCase),
    };
}
