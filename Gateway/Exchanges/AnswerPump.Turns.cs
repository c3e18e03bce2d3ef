using System.Buffers;
using System.Runtime.CompilerServices;
using Iris.Gateway.Calls;
using Iris.Gateway.Legs;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Wire.Buffers;

namespace Iris.Gateway.Exchanges;

// Reads the turns: one after another, a piece at a time, with heartbeats while the client waits between two pictures.
internal sealed partial class AnswerPump
{
    // One step: begins the next turn, or reads the next piece of the current one, or writes a heartbeat.
    private ValueTask AdvanceAsync() => _turn is { } turn ? ReadOnAsync(turn) : BeginNextTurnAsync();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask BeginNextTurnAsync()
    {
        if (output.Unflushed > 0 && _state != State.Ending && !context.Turns.IsReady)
            await FlushAsync();
        if (NeedsHeartbeats && !await IsOverOrBeatAsync(_nextTurn ??= context.Turns.DequeueAsync().AsTask()))
            return;
        _turn = _nextTurn is { } asked ? await asked : await context.Turns.DequeueAsync();
        _nextTurn = null;
        foreach (var failure in context.Turns.TakeFailures())
            FailCall(failure);
        if (_turn is { } turn)
            Begin(turn);
        else if (IsReading)
            _state = State.Ended;
    }

    private void Begin(LegTurn turn)
    {
        if (!turn.TryTake())
        {
            // The turn's call ended while it waited in the queue: the exchange is over.
            _turn = null;
            Failure = CallFailure.OfClient(CallFailure.Cancelled);
            throw new OperationCanceledException();
        }
        turn.Body.Deadline.EndHold();
        if (turn.Reader.Failure is { } failure)
            EndTurn(turn, CallFailure.InAnswer(context.Clean(failure)));
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask ReadOnAsync(LegTurn turn)
    {
        var body = turn.Body;
        Piece piece;
        int count;
        try
        {
            var isAtHand = body.IsTorn || (body.MoreIsLikely && !NeedsHeartbeats && output.Unflushed == 0);
            if (!isAtHand && !body.Ask() && !await WaitAsync(body))
                return;
            body.ThrowTear();
            // Uses the client's own memory only inside base64 that fills whole pieces: then the bytes most likely stay where they are read.
            piece = output.TakePiece(inClient: body.FillsPieces && _sink.InBase64);
            count = await body.ReadAsync(piece.Room);
        }
        catch (Exception) when (exchange.HasEnded)
        {
            // The read failed because the exchange has ended: the client has disconnected, or the answer is no longer needed.
            Failure = CallFailure.OfClient(CallFailure.Cancelled);
            throw new OperationCanceledException();
        }
        catch (Exception e)
        {
            turn.Tear();
            var expired = body.Deadline.Expired;
            EndTurn(turn, expired is null && LegRepeat.IsTorn(e) && turn.TryRepeat() ? null : context.Classify(e, expired));
            return;
        }
        Feed(turn, piece, count);
    }

    // Waits for the provider without holding a piece. False when a heartbeat was written instead.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WaitAsync(LegBody body)
    {
        if (!NeedsHeartbeats && output.Unflushed == 0 && body.TakeAsked() is { } asked)
        {
            await asked;
            return true;
        }
        var awaited = body.Await();
        if (output.Unflushed > 0 && !awaited.IsCompleted)
            await FlushAsync();
        if (!await IsOverOrBeatAsync(awaited))
            return false;
        await body.EndWait();
        return true;
    }

    // Before the first picture dispatch writes the heartbeats, because a failure may still need its own status.
    private bool NeedsHeartbeats => heartbeat != Timeout.InfiniteTimeSpan && _sink is { HasImage: true, AtBoundary: true };

    // False when a heartbeat was written instead.
    private async ValueTask<bool> IsOverOrBeatAsync(Task awaited)
    {
        if (awaited.IsCompleted || !NeedsHeartbeats)
            return true;
        try
        {
            await awaited.WaitAsync(heartbeat, context.Services.Time, CancellationToken.None);
        }
        catch (TimeoutException) when (!awaited.IsCompleted)
        {
            output.Write(_attempt.Call.Dialect.Heartbeat(IsStream).Span);
            return false;
        }
        catch (Exception)
        {
            // The caller meets the exception when it awaits.
        }
        return true;
    }

    private void Feed(LegTurn turn, Piece piece, int count)
    {
        var reader = turn.Reader;
        if (count > 0)
            reader.Feed(output.Lend(piece, count));
        var isAtEnd = count == 0 || turn.Body.IsAtEnd;
        if (isAtEnd)
            reader.Complete();
        // An answer that broke off or is malformed is not complete.
        if (reader.IsBroken)
            turn.Tear();
        // An error inside a 200 answer may echo the key, like one with an error status.
        if (reader.IsBroken && turn.TryRepeat())
            EndTurn(turn, null);
        else if (reader.Failure is { } failure)
            EndTurn(turn, CallFailure.InAnswer(context.Clean(failure)));
        else if (isAtEnd)
            EndTurn(turn, null);
    }

    private bool IsStream => _attempt.Call.Request!.Stream;

    private WorkProgress? TakeProgress()
    {
        var time = context.Services.Time;
        if (_sink.PendingProgress is null || (_progressTold is { } told && time.GetElapsedTime(told) < ProgressPace))
            return null;
        _progressTold = time.GetTimestamp();
        return _sink.TakeProgress();
    }

    private void EndTurn(LegTurn turn, CallFailure? failure)
    {
        _turn = null;
        if (IsReading)
            _state = context.Turns.Calls == 1 && turn.Reader.Next is null && !turn.IsRepeated ? State.Ending : State.Reading;
        context.Turns.EndTurn(turn);
        if (failure is not { } known)
            return;
        // After an accepted order a picture may have been drawn, whatever a later answer says.
        FailCall(turn.Kind == LegKind.Submit ? known : known with { PossiblyBilled = true, TryAnotherDestination = false });
    }
}
