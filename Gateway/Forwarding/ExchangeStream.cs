using System.Buffers;
using Iris.Gateway.Dispatch;
using Iris.Transforms.Answers;
using Iris.Transforms.Errors;

namespace Iris.Gateway.Forwarding;

/// <summary>
/// Provider's bytes in, client's bytes out. Each read takes what the codecs have written so far or pulls the next piece from
/// the answer whose turn it is; so a client that reads slowly slows the provider down, and no more than a piece is ever held.
/// </summary>
internal sealed class ExchangeStream(
    Exchange exchange, ImageAttempt attempt, TurnQueue turns, int calls, ImageSink sink, TimeSpan heartbeat, FailureLog log, TimeProvider time) : Stream
{
    // What YARP reads at a time, too: larger pieces would only be cut again.
    private const int PieceSize = 64 * 1024;

    // A provider may count faster than anybody reads.
    private static readonly TimeSpan ProgressPace = TimeSpan.FromSeconds(1);

    private readonly byte[] _piece = ArrayPool<byte>.Shared.Rent(PieceSize);
    private LegTurn? _turn;
    private Task<LegTurn?>? _nextTurn;
    private Task<int>? _pending;
    private ExchangeFailure? _firstFailure;
    private ExchangeFailure? _fatal;
    private int _failedCalls;
    private bool _possiblyBilled;
    private bool _finished;
    private bool _disposed;
    private long? _progressTold;

    /// <summary>Reads until the first byte of a picture has been written.</summary>
    /// <returns>The failure when there is none to come.</returns>
    public async ValueTask<ExchangeFailure?> PrimeAsync()
    {
        while (!sink.HasImage && !_finished)
        {
            await AdvanceAsync();
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

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // YARP asks for nothing first, to wait without a buffer; what is there must stay.
        if (buffer.IsEmpty)
            return 0;
        if (sink.Output.Count == 0)
        {
            using var registration = cancellationToken.UnsafeRegister(static state => ((Exchange)state!).End(), exchange);
            while (sink.Output.Count == 0)
            {
                if (_finished)
                    return 0;
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
        var count = Math.Min(buffer.Length, sink.Output.Count);
        sink.Output.WrittenSpan[..count].CopyTo(buffer.Span);
        sink.Output.Consume(count);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // One step: the next turn, or the next piece of the one that is read, or a heartbeat.
    private async ValueTask AdvanceAsync()
    {
        if (_turn is null)
        {
            _nextTurn ??= turns.DequeueAsync();
            if (!await IsReadyAsync(_nextTurn))
                return;
            _turn = await _nextTurn;
            _nextTurn = null;
            TakeFailures();
            if (_turn is null)
                _finished = true;
            else
                BeginTurn(_turn);
            return;
        }
        int count;
        try
        {
            var read = ReadPieceAsync(_turn);
            if (!await IsReadyAsync(read))
                return;
            count = await read;
            _pending = null;
        }
        catch (Exception) when (exchange.HasEnded)
        {
            // However the broken read tells it: the client is gone, or nobody reads any more.
            attempt.Failure = ExchangeFailure.Cancelled;
            throw new OperationCanceledException();
        }
        catch (Exception e)
        {
            _pending = null;
            _turn.HasBroken = true;
            EndTurn(log.Classify(e, _turn.Deadline, attempt, attempt.Destination!));
            return;
        }
        Feed(_turn, count);
    }

    private void BeginTurn(LegTurn turn)
    {
        if (turn.HasWaited)
            turn.Deadline.AwaitFirstByte();
        if (turn.Reader.Failure is { } failure)
            EndTurn(ExchangeFailure.InAnswer(failure));
    }

    private Task<int> ReadPieceAsync(LegTurn turn)
    {
        if (_pending is not null)
            return _pending;
        var read = turn.Body.ReadAsync(_piece.AsMemory(0, PieceSize), turn.Deadline.Token);
        // Headers may come at once and the picture minutes later: until the body's first byte it is FirstByte that counts.
        if (!read.IsCompleted && turn.HasBegun)
            turn.Deadline.AwaitNextByte();
        return _pending = AwaitAsync(read, turn.Deadline);
    }

    // Stops the clock when the piece comes, not when it is fetched: that may wait for a client to take a heartbeat.
    private static async Task<int> AwaitAsync(ValueTask<int> read, ExchangeDeadline deadline)
    {
        var count = await read;
        if (count > 0)
            deadline.Pause();
        return count;
    }

    // False when a heartbeat was written instead. Before the first picture dispatch sends them, as it may still have to tell a
    // failure by its status.
    private async ValueTask<bool> IsReadyAsync(Task awaited)
    {
        if (awaited.IsCompleted || heartbeat == Timeout.InfiniteTimeSpan || sink is not { HasImage: true, AtBoundary: true })
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
            turn.Reader.Feed(_piece.AsSpan(0, count));
        }
        else
        {
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
        turns.EndTurn(turn);
        if (failure is { } known)
            FailCall(known);
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

    protected override void Dispose(bool disposing)
    {
        if (_disposed || !disposing)
            return;
        _disposed = true;
        var isIdle = _pending is null or { IsCompleted: true };
        exchange.Dispose();
        // A read that is still under way may write into the piece: then it is left to the collector.
        if (isIdle)
            ArrayPool<byte>.Shared.Return(_piece);
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
