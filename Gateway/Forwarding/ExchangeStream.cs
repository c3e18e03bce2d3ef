using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Iris.Gateway.Dispatch;
using Iris.Transforms.Answers;
using Iris.Transforms.Errors;
using Iris.Transforms.Providers;

namespace Iris.Gateway.Forwarding;

/// <summary>
/// Provider's bytes in, client's bytes out. The first read takes the answer all the way from the provider's connection to the client's: what
/// the codecs write, and most of it is the provider's own base64, is copied once, into the client's pipe. A client that reads slowly slows
/// the provider down, and no more than a piece is ever held; while either is waited for, not even that.
/// </summary>
/// <remarks>YARP reads it as the body of an answer. It finds that body empty, since all has gone out when its first read returns.</remarks>
internal sealed class ExchangeStream(
    Exchange exchange, ImageAttempt attempt, TurnQueue turns, int calls, ImageSink sink, TimeSpan heartbeat, FailureLog log, TimeProvider time,
    ArrayPool<byte> pool) : Stream
{
    private const int PieceSize = 64 * 1024;

    // A provider may count faster than anybody reads.
    private static readonly TimeSpan ProgressPace = TimeSpan.FromSeconds(1);

    private byte[]? _piece;
    private LegTurn? _turn;
    // What is awaited while heartbeats go out.
    private Task<LegTurn?>? _nextTurn;
    private Task? _data;
    private ExchangeFailure? _firstFailure;
    private ExchangeFailure? _fatal;
    private int _failedCalls;
    private bool _possiblyBilled;
    private bool _moreIsLikely;
    private bool _pumped;
    private bool _finished;
    private bool _disposed;
    private long? _progressTold;

    /// <summary>Reads until the first byte of a picture has been written.</summary>
    /// <returns>The failure when there is none to come.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ExchangeFailure?> PrimeAsync()
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
        if (_fatal is not { } failure)
            return sink.HasImage ? null : ExchangeFailure.OfAnswer(ExchangeFailure.NoImage);
        // The first piece may hold a picture's beginning and its failure. Nothing is committed yet, so that this is a failure
        // like any other; only a finished picture is kept, where the form can tell the failure behind it.
        if (sink.Images == 0 || !sink.Fail(failure.Error))
            return failure;
        attempt.Failure = failure.Error;
        _fatal = null;
        return null;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_pumped)
            return 0;
        _pumped = true;
        using var registration = cancellationToken.UnsafeRegister(static state => ((Exchange)state!).End(), exchange);
        await PumpAsync(await attempt.Response!.OpenAsync(), cancellationToken);
        return 0;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask PumpAsync(PipeWriter client, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!sink.Output.IsEmpty)
            {
                sink.Output.SendTo(client, out var last);
                var sending = client.WriteAsync(last, cancellationToken);
                // The client's pipe has its own copy.
                ReturnPiece();
                var sent = await sending;
                if (sent.IsCompleted || sent.IsCanceled)
                    throw new OperationCanceledException("The client has gone.");
            }
            if (_finished)
                return;
            try
            {
                await AdvanceAsync();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // A fault in the codec. Left to YARP, it would pass for a client who has gone.
                _fatal = log.Classify(e, null, attempt, attempt.Destination!);
                _finished = true;
            }
            if (_fatal is { } failure)
                Break(failure.Error);
            else if (sink.AtBoundary && TakeProgress() is { } progress)
                progress.WriteComment(sink.Output);
        }
    }

    // One step: the next turn, or the next piece of the one that is read, or a heartbeat.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AdvanceAsync()
    {
        if (_turn is null)
        {
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
            if ((!_moreIsLikely || NeedsHeartbeats) && !await IsThereAsync(_turn))
                return;
            count = await ReadPieceAsync(_turn);
        }
        catch (Exception) when (exchange.HasEnded)
        {
            // However the broken read tells it: the client is gone, or nobody reads any more.
            attempt.Failure = ExchangeFailure.Cancelled;
            throw new OperationCanceledException();
        }
        catch (Exception e)
        {
            _turn.HasBroken = true;
            EndTurn(log.Classify(e, _turn.Deadline, attempt, attempt.Destination!));
            return;
        }
        Feed(_turn, count);
    }

    // Its call has ended while it stood in line: the exchange is over.
    private void LoseTurn()
    {
        _turn = null;
        attempt.Failure = ExchangeFailure.Cancelled;
        throw new OperationCanceledException();
    }

    private void BeginTurn(LegTurn turn)
    {
        if (turn.HasWaited)
            turn.Deadline.AwaitFirstByte();
        if (turn.Reader.Failure is { } failure)
            EndTurn(ExchangeFailure.InAnswer(failure));
    }

    // Waits for the provider with nothing in hand. False when a heartbeat was written instead.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> IsThereAsync(LegTurn turn)
    {
        if (_data is null)
        {
            var data = turn.Body.ReadAsync(Memory<byte>.Empty, turn.Deadline.Token);
            if (data.IsCompletedSuccessfully)
            {
                _ = data.Result;
                return true;
            }
            AwaitByte(turn);
            if (!NeedsHeartbeats)
            {
                await data;
                return true;
            }
            _data = AwaitAsync(data, turn.Deadline);
        }
        if (!await IsReadyAsync(_data))
            return false;
        var awaited = _data;
        _data = null;
        await awaited;
        return true;
    }

    // Stops the clock when the data comes, not when it is fetched: that may wait for a client to take a heartbeat.
    private static async Task AwaitAsync(ValueTask<int> data, ExchangeDeadline deadline)
    {
        await data;
        deadline.Pause();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadPieceAsync(LegTurn turn)
    {
        _piece ??= pool.Rent(PieceSize);
        var read = turn.Body.ReadAsync(_piece.AsMemory(0, PieceSize), turn.Deadline.Token);
        int count;
        if (read.IsCompleted)
        {
            count = read.Result;
        }
        else
        {
            AwaitByte(turn);
            try
            {
                count = await read;
            }
            catch
            {
                // A read that was given up may still write into it: it is left to the collector.
                _piece = null;
                throw;
            }
        }
        if (count > 0)
            turn.Deadline.Pause();
        _moreIsLikely = count == PieceSize;
        return count;
    }

    // Headers may come at once and the picture minutes later: until the body's first byte it is FirstByte that counts.
    private static void AwaitByte(LegTurn turn)
    {
        if (turn.HasBegun)
            turn.Deadline.AwaitNextByte();
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
            sink.Output.Write(": heartbeat\n\n"u8);
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
            turn.HasBegun = true;
            sink.Output.Borrow(_piece.AsMemory(0, count));
            turn.Reader.Feed(_piece.AsSpan(0, count));
        }
        else
        {
            _moreIsLikely = false;
            turn.Reader.Complete();
        }
        // What cannot be read to its end is not the provider's word.
        turn.HasBroken |= turn.Reader.IsBroken;
        // An error inside a success may echo the key as well as one with a status of its own.
        if (turn.Reader.Failure is { } failure)
            EndTurn(ExchangeFailure.InAnswer(SecretScrubber.Clean(failure, attempt.Destination!)));
        else if (count == 0)
            EndTurn(null);
    }

    private WorkProgress? TakeProgress()
    {
        if (sink.PendingProgress is null || (_progressTold is { } told && time.GetElapsedTime(told) < ProgressPace))
            return null;
        _progressTold = time.GetTimestamp();
        return sink.TakeProgress();
    }

    private void EndTurn(ExchangeFailure? failure)
    {
        var turn = _turn!;
        _turn = null;
        _data = null;
        _moreIsLikely = false;
        turns.EndTurn(turn);
        if (failure is not { } known)
            return;
        // Behind an order that was taken a picture may have been drawn, whatever is answered then.
        FailCall(turn.Kind == LegKind.Submit ? known : known with { PossiblyBilled = true, TryAnotherDestination = false });
    }

    private void TakeFailures()
    {
        foreach (var failure in turns.TakeFailures())
            FailCall(failure);
    }

    // While another call may deliver, or has delivered, a failed one is a warning; unless it broke off inside a picture, which
    // nothing can mend.
    private void FailCall(ExchangeFailure failure)
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
    private void Break(ImageError error)
    {
        _fatal = null;
        attempt.Failure = error;
        if (!sink.Fail(error))
            throw new IOException("The provider's answer broke off.");
    }

    private void ReturnPiece()
    {
        if (_piece is null)
            return;
        sink.Output.Borrow(default);
        pool.Return(_piece);
        _piece = null;
    }

    // Only when nothing is read from it any more: the body's connection goes to whoever asks next.
    private void LetGo(LegTurn turn)
    {
        _turn = null;
        if (_data is not { IsCompleted: false } waiting)
        {
            turn.LetGo();
            return;
        }
        // The exchange's end has cancelled it.
        waiting.ContinueWith(
            static (ended, state) =>
            {
                _ = ended.Exception;
                ((LegTurn)state!).LetGo();
            },
            turn,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    protected override void Dispose(bool disposing)
    {
        if (_disposed || !disposing)
            return;
        _disposed = true;
        exchange.Dispose();
        if (_turn is { } turn)
            LetGo(turn);
        if (_piece is { } piece)
            pool.Return(piece);
        _piece = null;
        base.Dispose(disposing);
    }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override void Flush() => throw new NotSupportedException();
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Synchronous reads are not used.");
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
