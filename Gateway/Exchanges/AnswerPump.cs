using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Iris.Gateway.Calls;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Exchanges;

/// <summary>
/// Provider's bytes in, client's bytes out. Most of them are the provider's own base64: inside a picture they are read into the client's pipe,
/// and bytes are encoded into it. A client that reads slowly slows the provider down, and no more than a piece is ever held; while either is
/// waited for, not even that.
/// </summary>
internal sealed partial class AnswerPump(
    Exchange exchange, ImageAttempt attempt, TurnQueue turns, int calls, ImageSink sink, TimeSpan heartbeat, FailureLog log, TimeProvider time,
    ArrayPool<byte> pool) : IBufferWriter<byte>, IDisposable
{
    // Less than this goes out together with what follows, if that is at hand: an answer's end with its beginning, an event's with its data.
    private const int SmallWrite = 4096;

    // A provider may count faster than anybody reads.
    private static readonly TimeSpan ProgressPace = TimeSpan.FromSeconds(1);

    private LegTurn? _turn;
    // Awaited while heartbeats go out.
    private Task<LegTurn?>? _nextTurn;
    private CallFailure? _firstFailure;
    private CallFailure? _fatal;
    private int _failedCalls;
    private bool _possiblyBilled;
    private PipeWriter? _client;
    // Bytes that the client's pipe has and that may still wait for more.
    private int _unflushed;
    private bool _finished;
    // The only call has given its last answer: its end is a matter of a moment.
    private bool _nothingFollows;
    private bool _disposed;
    private long? _progressTold;

    /// <summary>Reads until the first byte of a picture has been written.</summary>
    /// <returns>The failure when there is none to come.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<CallFailure?> PrimeAsync()
    {
        try
        {
            while (!sink.HasImage && !_finished)
            {
                await AdvanceAsync();
                // Minutes may pass until the picture: between its steps, or between polls. Nothing that was read waits to be sent.
                if (!sink.HasImage)
                    ReturnPiece();
                // Before the first picture dispatch tells it, as it may still have to turn to another target.
                if (!sink.HasImage && TakeProgress() is { } progress && attempt.Call.TellProgress is { } tell)
                    await tell(progress);
            }
        }
        catch (OperationCanceledException)
        {
            return new CallFailure(CallFailure.Cancelled, PossiblyBilled: true, TryAnotherDestination: false);
        }
        catch (Exception e)
        {
            // A codec that throws must not leave its call waiting to be read, which would hold the destination's place for ever.
            _fatal = log.Classify(e, null, attempt, attempt.Destination!);
            _finished = true;
        }
        return EndPriming();
    }

    private CallFailure? EndPriming()
    {
        if (_fatal is { } failure)
        {
            // The first piece may hold a picture's beginning and its failure. Nothing is committed yet, so that this is a failure
            // like any other; only a finished picture is kept, where the form can tell the failure behind it.
            if (sink.Images == 0 || !sink.Fail(failure.Error))
                return failure;
            attempt.Failure = failure.Error;
            _fatal = null;
        }
        else if (!sink.HasImage)
        {
            return CallFailure.OfAnswer(CallFailure.NoImage);
        }
        attempt.FirstImageMilliseconds = (long)time.GetElapsedTime(attempt.Started).TotalMilliseconds;
        attempt.PossiblyBilled = true;
        return null;
    }

    /// <summary>Writes all the rest to the client. The last bytes may be left for the server to flush, with the end of its response.</summary>
    /// <exception cref="OperationCanceledException">The client has gone, or the exchange was ended.</exception>
    /// <exception cref="IOException">The answer broke off where its form has no place to say so.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask PumpAsync(PipeWriter client)
    {
        _client = client;
        sink.Output.Connect(this);
        while (true)
        {
            await SendAsync();
            if (_finished)
            {
                attempt.ClientGone.ThrowIfCancellationRequested();
                return;
            }
            try
            {
                await AdvanceAsync();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // A fault in the codec, which must not pass for a client who has gone.
                _fatal = log.Classify(e, null, attempt, attempt.Destination!);
                _finished = true;
            }
            if (_fatal is { } failure)
                await BreakAsync(failure.Error);
            else if (sink.AtBoundary && TakeProgress() is { } progress)
                attempt.Call.Dialect.WriteProgress(sink.Output, progress);
        }
    }

    // Less than would be worth a write of its own waits for what follows.
    private ValueTask SendAsync()
    {
        sink.Output.SendTo(this);
        // The client's pipe has its own copy.
        ReturnPiece();
        return _unflushed >= SmallWrite ? FlushAsync() : ValueTask.CompletedTask;
    }

    // What is written between two flushes.
    Memory<byte> IBufferWriter<byte>.GetMemory(int sizeHint) => _client!.GetMemory(sizeHint);
    Span<byte> IBufferWriter<byte>.GetSpan(int sizeHint) => _client!.GetSpan(sizeHint);

    void IBufferWriter<byte>.Advance(int count)
    {
        _client!.Advance(count);
        _unflushed += count;
    }

    // Nothing that was written waits with us for the provider.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask FlushAsync()
    {
        _unflushed = 0;
        var flushed = await _client!.FlushAsync(attempt.ClientGone);
        if (!flushed.IsCompleted && !flushed.IsCanceled)
            return;
        exchange.End();
        throw new OperationCanceledException("The client has gone.");
    }

    // One step: the next turn, or the next piece of the one that is read, or a heartbeat.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AdvanceAsync()
    {
        if (_turn is null)
        {
            if (_unflushed > 0 && !_nothingFollows && !turns.IsReady)
                await FlushAsync();
            if (NeedsHeartbeats && !await IsReadyAsync(_nextTurn ??= turns.DequeueAsync().AsTask()))
                return;
            _turn = _nextTurn is { } asked ? await asked : await turns.DequeueAsync();
            _nextTurn = null;
            TakeFailures();
            if (_turn is null)
                _finished = true;
            else if (_turn.TryTake())
                BeginTurn(_turn);
            else
                LoseTurn();
            return;
        }
        int count;
        try
        {
            if (_tear is null && (!_moreIsLikely || NeedsHeartbeats || _unflushed > 0) && !await IsThereAsync(_turn))
                return;
            count = await ReadPieceAsync(_turn);
        }
        catch (Exception) when (exchange.HasEnded)
        {
            // However the broken read tells it: the client is gone, or nobody reads any more.
            attempt.Failure = CallFailure.Cancelled;
            throw new OperationCanceledException();
        }
        catch (Exception e)
        {
            _turn.HasBroken = true;
            EndTurn(log.Classify(e, _turn.Deadline.Expired, attempt, attempt.Destination!));
            return;
        }
        Feed(_turn, count);
    }

    // Its call has ended while it stood in line: the exchange is over.
    private void LoseTurn()
    {
        _turn = null;
        attempt.Failure = CallFailure.Cancelled;
        throw new OperationCanceledException();
    }

    private void BeginTurn(LegTurn turn)
    {
        if (turn.HasWaited)
            turn.Deadline.AwaitFirstByte();
        if (turn.Reader.Failure is { } failure)
            EndTurn(CallFailure.InAnswer(failure));
    }

    // Before the first picture dispatch sends them, as it may still have to tell a failure by its status.
    private bool NeedsHeartbeats => heartbeat != Timeout.InfiniteTimeSpan && sink is { HasImage: true, AtBoundary: true };

    // False when a heartbeat was written instead.
    private async ValueTask<bool> IsReadyAsync(Task awaited)
    {
        if (awaited.IsCompleted || !NeedsHeartbeats)
            return true;
        try
        {
            await awaited.WaitAsync(heartbeat, time, CancellationToken.None);
        }
        catch (TimeoutException) when (!awaited.IsCompleted)
        {
            sink.Output.Write(attempt.Call.Dialect.Heartbeat.Span);
            return false;
        }
        catch (Exception)
        {
            // Whatever it is, the caller meets it when it awaits.
        }
        return true;
    }

    private void Feed(LegTurn turn, int count)
    {
        if (count > 0)
        {
            var piece = _room[..count];
            sink.Output.Borrow(piece, isWriters: _piece is null);
            turn.Reader.Feed(piece.Span);
        }
        var isAtEnd = count == 0 || turn.IsAtEnd;
        if (isAtEnd)
            turn.Reader.Complete();
        // What cannot be read to its end is not the provider's word.
        turn.HasBroken |= turn.Reader.IsBroken;
        // An error inside a success may echo the key as well as one with a status of its own.
        if (turn.Reader.Failure is { } failure)
            EndTurn(CallFailure.InAnswer(SecretScrubber.Clean(failure, attempt.Destination!)));
        else if (isAtEnd)
            EndTurn(null);
    }

    private WorkProgress? TakeProgress()
    {
        if (sink.PendingProgress is null || (_progressTold is { } told && time.GetElapsedTime(told) < ProgressPace))
            return null;
        _progressTold = time.GetTimestamp();
        return sink.TakeProgress();
    }

    private void EndTurn(CallFailure? failure)
    {
        var turn = _turn!;
        _turn = null;
        _moreIsLikely = false;
        _tear = null;
        _nothingFollows = calls == 1 && turn.Reader.Next is null;
        if (_asked is not null)
        {
            // The reader gave up while a read is under way, of which nobody wants the rest.
            turn.Deadline.Cancel();
        }
        EndBehind(TakeReading(), static (pump, ended) => pump.Release(ended), turn);
        if (failure is not { } known)
            return;
        // Behind an order that was taken a picture may have been drawn, whatever is answered then.
        FailCall(turn.Kind == LegKind.Submit ? known : known with { PossiblyBilled = true, TryAnotherDestination = false });
    }

    private void Release(LegTurn turn) => turns.EndTurn(turn);

    private void TakeFailures()
    {
        foreach (var failure in turns.TakeFailures())
            FailCall(failure);
    }

    // While another call may deliver, or has delivered, a failed one is a warning; unless it broke off inside a picture, which
    // nothing can mend.
    private void FailCall(CallFailure failure)
    {
        // The first one is told; but what any of the calls may have cost has been spent, and is not spent again elsewhere.
        _possiblyBilled |= failure.PossiblyBilled;
        _firstFailure ??= failure;
        _failedCalls++;
        if (sink.InImage || calls == 1)
            _fatal = failure;
        else if (_failedCalls == calls)
            _fatal = _firstFailure.Value with
            {
                PossiblyBilled = _possiblyBilled,
                TryAnotherDestination = _firstFailure.Value.TryAnotherDestination && !_possiblyBilled,
            };
        else
            sink.FailCall(failure.Error);
        _finished |= _fatal is not null;
    }

    // A failure after the first byte: told in the stream where the form has a place for it; else the connection breaks, so
    // that nobody takes a torn document for a whole one.
    private async ValueTask BreakAsync(ImageError error)
    {
        _fatal = null;
        attempt.Failure = error;
        if (sink.Fail(error))
            return;
        // The client shall see that there was an answer, and that it broke off.
        sink.Output.SendTo(this);
        ReturnPiece();
        if (_unflushed > 0)
            await FlushAsync();
        throw new IOException("The provider's answer broke off.");
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (_turn is { } turn)
            EndBehind(TakeReading(), static (_, abandoned) => abandoned.LetGo(), turn);
        _turn = null;
        DropPiece();
    }
}
