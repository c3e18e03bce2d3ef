using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Iris.Gateway.Calls;
using Iris.Gateway.Store;
using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Buffers;

namespace Iris.Gateway.Exchanges;

/// <summary>
/// Moves the answers of an exchange's calls, one after another, from the provider's connection to the client's pipe. Most of the bytes are the
/// provider's own base64: inside a picture they are read straight into the client's pipe, and raw bytes are encoded into it. A slow client slows
/// the provider down. The pump holds at most one piece, and none while it waits for the provider or the client.
/// </summary>
/// <param name="exchange">The exchange.</param>
/// <param name="context">The objects that the exchange's calls share.</param>
/// <param name="output">The output that the sink writes to.</param>
/// <param name="heartbeat">The silence between two pictures after which a heartbeat is written; infinite for none.</param>
/// <param name="pictures">The store of the answer's pictures; null where they go out themselves.</param>
internal sealed partial class AnswerPump(
    Exchange exchange, ExchangeContext context, AnswerOutput output, TimeSpan heartbeat, CallPictures? pictures = null) : IDisposable
{
    // A smaller write waits for the bytes that follow, when they are at hand: an answer's end goes with its beginning, an event's end with its
    // data. This way a small call is flushed once (docs/performance.md, "What was tried").
    private const int SmallWrite = 4096;

    // A provider may report progress faster than a client can use it.
    private static readonly TimeSpan ProgressPace = TimeSpan.FromSeconds(1);

    private enum State
    {
        /// <summary>Answers are being read, and more may come.</summary>
        Reading,
        /// <summary>The only call has given its last answer and is about to end.</summary>
        Ending,
        /// <summary>The exchange has failed, and the failure has not been written yet.</summary>
        Failed,
        /// <summary>Nothing more is read.</summary>
        Ended,
        /// <summary>The pump has been disposed.</summary>
        Disposed,
    }

    private readonly ImageAttempt _attempt = context.Attempt;
    private readonly ImageSink _sink = context.Sink;
    private State _state;
    // Set in the state Failed.
    private CallFailure _failure;
    private FailedCalls? _failedCalls;
    // The turn that is being read; null between two turns.
    private LegTurn? _turn;
    // The next turn, awaited while heartbeats are written.
    private Task<LegTurn?>? _nextTurn;
    private PipeWriter? _client;
    private IAnswerTarget? _target;
    // Null until a flush has to wait for the client.
    private ClientWait? _clientWait;
    private long? _progressTold;

    /// <summary>Milliseconds from the attempt's start to the first byte of a picture; null before.</summary>
    public long? FirstImageMilliseconds { get; private set; }

    /// <summary>The failure of an answer that had begun, or the reason why reading stopped; null when there is none.</summary>
    public CallFailure? Failure { get; private set; }

    /// <summary>How many of the exchange's calls have failed and may have been billed, while others delivered.</summary>
    public int PossiblyBilledCalls => _failedCalls?.PossiblyBilled ?? 0;

    /// <summary>Reads until the first byte of a picture has been written.</summary>
    /// <param name="target">Receives the progress until then.</param>
    /// <returns>The failure when no picture comes; otherwise null.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<CallFailure?> PrimeAsync(IAnswerTarget target)
    {
        _target = target;
        try
        {
            while (!_sink.HasImage && IsReading)
            {
                await AdvanceAsync();
                if (_sink.HasImage)
                    break;
                // The picture may be minutes away, between its steps or between polls. Nothing in the piece waits to be sent, so the piece is
                // released.
                output.ReleasePiece();
                // Before the first picture dispatch reports the progress, because it may still try another target.
                if (TakeProgress() is { } progress)
                    await target.TellProgressAsync(progress);
            }
            if (pictures is not null)
                await SettleFirstAsync(pictures);
        }
        catch (OperationCanceledException)
        {
            return CallFailure.OfClient(CallFailure.Cancelled);
        }
        catch (Exception e)
        {
            // Without this, a codec that throws would leave its call waiting forever, and the call would keep its place at the destination.
            Fail(context.Classify(e, null));
        }
        return EndPriming();
    }

    private CallFailure? EndPriming()
    {
        if (_state == State.Failed)
        {
            // The first piece may hold both a picture's beginning and a failure. Nothing has been sent yet, so it is a failure like any other. Only
            // a finished picture is kept, when the form can write the failure after it.
            if (_sink.Images == 0 || !_sink.Fail(_failure.Error))
                return _failure;
            Failure = _failure;
            _state = State.Ended;
        }
        else if (!_sink.HasImage)
        {
            return CallFailure.OfAnswer(CallFailure.NoImage);
        }
        FirstImageMilliseconds = (long)context.Services.Time.GetElapsedTime(_attempt.Started).TotalMilliseconds;
        return null;
    }

    /// <summary>Writes the rest of the answer to the client.</summary>
    /// <param name="client">The client's pipe.</param>
    /// <param name="flushesEnd">Whether the last bytes are flushed here; else the server flushes them together with the end of its response.</param>
    /// <exception cref="OperationCanceledException">The client has disconnected, or the exchange was ended.</exception>
    /// <exception cref="IOException">The answer broke off, and its form has no place for a failure.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask PumpAsync(PipeWriter client, bool flushesEnd)
    {
        _client = client;
        output.Connect(client);
        while (true)
        {
            await SendAsync();
            if (!IsReading)
            {
                _attempt.ClientGone.ThrowIfCancellationRequested();
                if (flushesEnd && output.Unflushed > 0)
                    await FlushAsync();
                return;
            }
            try
            {
                await AdvanceAsync();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // A fault in the codec must not be taken for a disconnected client.
                Fail(context.Classify(e, null));
            }
            if (_state == State.Failed)
                await TellFailureAsync();
            else if (_sink.AtBoundary && IsStream && TakeProgress() is { } progress)
                _attempt.Call.Dialect.WriteProgress(output, progress);
        }
    }

    public void Dispose()
    {
        if (_state == State.Disposed)
            return;
        _state = State.Disposed;
        _turn?.Abandon();
        _turn = null;
        _clientWait?.Dispose();
    }

    private bool IsReading => _state is State.Reading or State.Ending;

    private void Fail(CallFailure failure) => (_state, _failure) = (State.Failed, failure);

    // Fewer bytes than a write is worth wait for the bytes that follow.
    private ValueTask SendAsync()
    {
        if (output.HasDeferred)
            return SendDeferredAsync();
        output.Send();
        return output.Unflushed >= SmallWrite ? FlushAsync() : ValueTask.CompletedTask;
    }

    // Flushes, so that no written byte waits while the pump waits for the provider.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask FlushAsync()
    {
        output.BeginFlush();
        var flushing = _client!.FlushAsync(_attempt.ClientGone);
        var flushed = await (flushing.IsCompleted ? flushing : WaitForClientAsync(flushing));
        if (!flushed.IsCompleted && !flushed.IsCanceled)
            return;
        exchange.End();
        throw new OperationCanceledException("The client has gone.");
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<FlushResult> WaitForClientAsync(ValueTask<FlushResult> flushing)
    {
        var wait = _clientWait ??= new ClientWait(context, _target!);
        wait.Begin();
        try
        {
            return await flushing;
        }
        finally
        {
            if (wait.End() is { } expired)
                Failure = CallFailure.OfClient(CallFailure.ClientStalled(expired));
        }
    }

    private void FailCall(CallFailure failure)
    {
        _failedCalls ??= new FailedCalls(context.Turns.Calls);
        if (_failedCalls.Add(failure, _sink.InImage) is { } whole)
            Fail(whole);
        else
            _sink.FailCall(failure.Error);
    }

    // A failure after the first byte is written into the stream when the form has a place for it. Otherwise the connection is broken, so that no
    // client takes an incomplete document for a complete one.
    private async ValueTask TellFailureAsync()
    {
        _state = State.Ended;
        Failure = _failure;
        if (_sink.Fail(_failure.Error))
            return;
        // The client must see that there was an answer and that it broke off.
        if (output.HasDeferred)
            await SendDeferredAsync();
        output.Send();
        if (output.Unflushed > 0)
            await FlushAsync();
        throw new IOException("The provider's answer broke off.");
    }
}
