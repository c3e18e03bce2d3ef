using System.Buffers;
using System.IO.Pipelines;
using Iris.Gateway.Calls;
using Iris.Gateway.Legs;
using Iris.Gateway.Model;
using Iris.Gateway.Store;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Requests;
using Iris.Transforms.Wire.Buffers;

namespace Iris.Gateway.Exchanges;

/// <summary>
/// All HTTP legs of one attempt. It writes the provider's request, reads the answer until the first byte of a picture (so that "200 without an
/// image" can still fall back), and then sends the answer to the client.
/// </summary>
internal sealed partial class Exchange : IDisposable
{
    private static readonly CallFailure Unrecorded = CallFailure.OfStore with
    {
        Error = CallFailure.OfStore.Error with { Message = "The picture was made, but the gateway has no room to keep the answer for its clients." },
    };

    private readonly ImageAttempt _attempt;
    private readonly ImageDestination _destination;
    private readonly ExchangeServices _services;
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenRegistration _clientGone;
    private readonly AnswerOutput _output;
    // Null where the answer's pictures have no address of the gateway's.
    private readonly CallPictures? _pictures;
    private ProviderCall _call;
    // The converted mask; null when there is none.
    private readonly ImageSink _sink;
    private AnswerPump? _pump;
    private Task[] _running = [];
    private bool _disposed;

    public Exchange(ImageAttempt attempt, ImageDestination destination, ExchangeServices services, ArrayPool<byte>? pool = null)
    {
        _output = new AnswerOutput(pool);
        _attempt = attempt;
        _destination = destination;
        _services = services;
        _clientGone = attempt.ClientGone.UnsafeRegister(static state => ((Exchange)state!).End(), this);
        var capabilities = attempt.Target.CapabilitiesOf(destination);
        _pictures = CallPictures.Of(services.Pictures.Store, attempt.Call);
        _output.ReadsIntoClient = _pictures is null;
        var context = AnswerContexts.Of(attempt, destination, capabilities, services.Time, _pictures);
        var request = ModelRequest.Of(attempt.Call.Request!, capabilities, attempt.Target.Provider.Serves);
        if (_pictures is { CopiesUrls: true })
            request = request with { ResponseFormat = ResponseForm.Base64 };
        if (request.Operation != attempt.Call.Request!.Operation)
            new ParameterReport(context).Convert("operation", "variation", "edit", "the model makes no variations (Images.Variations)");
        _call = new ProviderCall
        {
            Request = request,
            Model = attempt.Target.Model,
            Address = destination.Address,
            Settings = destination.Settings,
            Capabilities = ModelRequest.CapabilitiesFor(request, capabilities),
            Report = new ParameterReport(context),
        };
        _sink = attempt.Call.Dialect.CreateSink(context, _output);
    }

    /// <summary>Sends the request and reads until the first byte of a picture.</summary>
    /// <param name="transport">How legs reach the destination.</param>
    /// <param name="target">Receives the progress until then.</param>
    /// <returns>Null when the answer can begin; otherwise the failure, and <see cref="FailAsync"/> must follow.</returns>
    public ValueTask<CallFailure?> BeginAsync(LegTransport transport, IAnswerTarget target)
    {
        if (_call.Capabilities.Retired is not null)
            _services.RetiredModels.Note(_attempt.Target.Cluster.Id, _call.Capabilities, _sink.Context.UnixSeconds);
        return _attempt.Call.Snapshot.Images.Downloads.ClientUrls && !_attempt.Call.IsRehearsal && Placed is null
            && _call.Capabilities.Edits is { } edits
            && ClientPictures.AreWanted(_call.Request, edits)
            ? FetchAsync(edits, transport, target)
            : JudgeAsync(transport, target);
    }

    private ValueTask<CallFailure?> JudgeAsync(LegTransport transport, IAnswerTarget target)
    {
        if (OrderRules.Judge(_attempt, _call, _sink.Context) is { } refusal && Placed is null)
            return new(CallFailure.BeforeSending(refusal));
        // Of what is ordered already no picture is sent any more.
        return Placed is null && _call.Request.Mask is { Content: not null } mask
            && _attempt.Target.Provider.MaskFormOf(_call) is var form and not (MaskForm.None or MaskForm.Alpha)
            ? PlaceMaskedAsync(mask, form, transport, target)
            : PlaceAsync(transport, target);
    }

    private ValueTask<CallFailure?> PlaceAsync(LegTransport transport, IAnswerTarget target)
    {
        var calls = _call.Split();
        // All are written before one is sent: what one of them cannot place may refuse the whole.
        var first = OrderOf(calls[0]);
        var later = calls.Count == 1 ? [] : new ProviderLeg[calls.Count - 1];
        for (var i = 0; i < later.Length; i++)
            later[i] = OrderOf(calls[i + 1]);
        if (OrderRules.JudgeWritten(_attempt, _call, _sink.Context) is { } dropped && Placed is null)
            return new(CallFailure.BeforeSending(dropped));
        if (_attempt.Call.IsRehearsal)
            return new(CallFailure.Rehearsed);
        if (Placed is { } placed)
            return ResumeAsync(placed, calls, first, later, transport, target);
        if (!_attempt.Call.TryOrder(calls.Count))
            return new(CallFailure.OfOrders(_attempt.Call.Orders + calls.Count, _attempt.Call.Snapshot.Images.Orders));
        return _attempt.Call.Detached?.Orders is { } orders
            ? SendNotedAsync(orders, calls, first, later, transport, target)
            : SendAsync(calls, first, later, null, transport, target);
    }

    // What was ordered is only asked for, whatever the file says by now of new orders.
    private ValueTask<CallFailure?> ResumeAsync(
        PlacedOrders placed, IReadOnlyList<ProviderCall> calls, ProviderLeg first, ProviderLeg[] later, LegTransport transport, IAnswerTarget target)
    {
        if (placed.Receipts.Count != calls.Count)
            return new(CallFailure.BeforeSending(CallFailure.LostOrders));
        _attempt.Call.Detached!.Orders!.Resume();
        return SendAsync(calls, first, later, placed.Receipts, transport, target);
    }

    // What is sent is noted before.
    private async ValueTask<CallFailure?> SendNotedAsync(
        IOrderNotes orders, IReadOnlyList<ProviderCall> calls, ProviderLeg first, ProviderLeg[] later, LegTransport transport, IAnswerTarget target)
    {
        await orders.BeginAsync(_attempt, _destination, calls.Count);
        return await SendAsync(calls, first, later, null, transport, target);
    }

    private ValueTask<CallFailure?> SendAsync(
        IReadOnlyList<ProviderCall> calls, ProviderLeg first, ProviderLeg[] later, IReadOnlyList<byte[]>? receipts, LegTransport transport,
        IAnswerTarget target)
    {
        _sink.ExpectCalls(calls.Count);
        var turns = new TurnQueue(calls.Count);
        var context = new ExchangeContext(_attempt, _destination, transport, _sink, turns, _services, _services.Time.GetTimestamp());
        _running = new Task[calls.Count];
        for (var i = 0; i < _running.Length; i++)
        {
            var order = new CallOrder(i, i == 0 ? first : later[i - 1], calls.Count == 1 ? null : SeedOf(calls[i]), receipts?[i]);
            _running[i] = new ExchangeCall(context, order).RunAsync(_ended.Token);
        }
        var heartbeat = _attempt.Call.Heartbeat ?? Timeout.InfiniteTimeSpan;
        _pump = new AnswerPump(this, context, _output, heartbeat, _pictures);
        return _pump.PrimeAsync(target);
    }

    private PlacedOrders? Placed => _attempt.Call.Detached?.Orders?.Placed;

    /// <summary>The facts about the answer before its first byte is sent.</summary>
    public AnswerHead Head => Facts with { Cost = _sink.FinalCost?.Usd };

    private AnswerHead Facts => new(_pump?.FirstImageMilliseconds, AnswerHead.ChangesOf(_sink.Context), null);

    /// <summary>Ends an exchange without an answer: waits until none of its legs is running.</summary>
    public async ValueTask<AttemptResult> FailAsync(CallFailure failure)
    {
        Dispose();
        await Task.WhenAll(_running);
        return ResultOf(failure);
    }

    /// <summary>Sends the answer that has begun to the client, up to its end.</summary>
    /// <inheritdoc cref="AnswerPump.PumpAsync" path="/param"/>
    /// <inheritdoc cref="AnswerPump.PumpAsync" path="/exception"/>
    public ValueTask PumpAsync(PipeWriter client, bool flushesEnd) => _pump!.PumpAsync(client, flushesEnd);

    /// <summary>The result of the exchange after its answer was written, up to its end or to a failure inside it.</summary>
    public AttemptResult Finish() => ResultOf(_pump!.Failure?.InsideAnswer());

    /// <summary>The result of an exchange whose answer had begun and could not be completed.</summary>
    /// <param name="cause">The exception of <see cref="PumpAsync"/> or of the client's response.</param>
    public AttemptResult BreakOff(Exception cause)
    {
        // The pump knows when the provider is the cause. Otherwise the answer could not be recorded, the client did not take it, or the gateway has a
        // fault.
        var failure = _pump?.Failure
            ?? (cause is IOException { InnerException: StoreException } ? Unrecorded
                : cause is OperationCanceledException or IOException
                ? CallFailure.OfClient(CallFailure.Cancelled)
                : _services.Log.Classify(cause, null, _attempt, _destination));
        return ResultOf(failure.InsideAnswer()) with { BrokeOff = true };
    }

    /// <summary>The result of the exchange.</summary>
    public AttemptResult ResultOf(CallFailure? failure) => new()
    {
        Failure = failure,
        Destination = _destination,
        Head = Facts,
        Cost = failure is null ? _sink.Cost : default,
        PossiblyBilled = PossiblyBilledBy(failure),
        Delivered = new DeliveredImages(_sink.Images, _sink.PictureBytes, _sink.Usage),
    };

    // Of several calls that are alike, each has its share.
    private Usd? PossiblyBilledBy(CallFailure? failure)
    {
        // Whoever goes on with the orders tells what they may have cost.
        if (failure is not null && _attempt.Call.Detached?.Orders is { KeepsOrders: true })
            return Usd.Zero;
        var calls = failure is { } whole ? (whole.PossiblyBilled ? _running.Length : 0) : _pump?.PossiblyBilledCalls ?? 0;
        if (calls > 0 && failure is not null && _sink.FinalCost is { Source: CostSource.Provider or CostSource.Usage } known)
            return known.Usd;
        return calls == 0 ? Usd.Zero : (Placed?.Most ?? _sink.Context.Pricing!.Worst) is { } worst ? Usd.AtMost(worst.Amount * calls / _running.Length) : null;
    }

    /// <summary>True when the exchange was ended from outside: the client has disconnected, or the answer is no longer needed.</summary>
    public bool HasEnded => _disposed || _ended.IsCancellationRequested || _attempt.ClientGone.IsCancellationRequested;

    /// <summary>Ends every running leg.</summary>
    public void End()
    {
        if (!_disposed)
            _ended.Cancel();
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _ended.Cancel();
        _disposed = true;
        _pump?.Dispose();
        _clientGone.Dispose();
        _ended.Dispose();
        _output.Dispose();
        _pictures?.Dispose();
    }

    // What was sent in place of the given seed, or instead of none, only the provider knows.
    private CallSeed SeedOf(ProviderCall call) =>
        new(_sink.Context.Dropped.Concat(_sink.Context.Converted).Any(change => change.Param == "seed") ? null : call.SentSeed);

    private ProviderLeg OrderOf(ProviderCall call)
    {
        var provider = _attempt.Target.Provider;
        return new ProviderLeg
        {
            Request = provider.CreateRequest(call),
            CreateReader = (contentType, sink) => provider.CreateReader(call, contentType, sink),
        };
    }
}
