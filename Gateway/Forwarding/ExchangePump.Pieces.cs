using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Iris.Gateway.Forwarding;

// How an answer's bytes are read: a piece at a time, none in hand while the provider is awaited, and as much of what is there as fits.
internal sealed partial class ExchangePump
{
    private const int PieceSize = 64 * 1024;

    private byte[]? _piece;
    // A read that was given up may still write into the piece: it is left to the collector.
    private bool _isLent;
    // A read without a buffer, which tells when there is something: awaited while heartbeats go out,
    private Task? _data;
    // or asked for and not yet awaited.
    private ValueTask<int>? _asked;
    // The answer broke off behind what has been read.
    private Exception? _tear;
    private bool _moreIsLikely;

    // Waits for the provider with nothing in hand. False when a heartbeat was written instead.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> IsThereAsync(LegTurn turn)
    {
        if (_data is null)
        {
            var data = _asked ?? turn.Body.ReadAsync(Memory<byte>.Empty, turn.Deadline.Token);
            _asked = null;
            if (data.IsCompletedSuccessfully)
            {
                _ = data.Result;
                return true;
            }
            AwaitByte(turn);
            if (!NeedsHeartbeats && _unflushed == 0)
            {
                await data;
                return true;
            }
            _data = AwaitAsync(data, turn.Deadline);
        }
        if (_unflushed > 0 && !_data.IsCompleted)
            await FlushAsync();
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
        if (_tear is { } tear)
        {
            _tear = null;
            ReturnPiece();
            ExceptionDispatchInfo.Throw(tear);
        }
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
                _isLent = true;
                DropPiece();
                throw;
            }
        }
        if (count > 0)
        {
            turn.Deadline.Pause();
            count = await FillPieceAsync(turn, count);
        }
        _moreIsLikely = count == PieceSize;
        return count;
    }

    // A chunked answer comes in small bits. What is already there goes along: fewer, larger writes, and none waits for another.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> FillPieceAsync(LegTurn turn, int count)
    {
        while (PieceSize - count >= SmallWrite)
        {
            var more = turn.Body.ReadAsync(Memory<byte>.Empty, turn.Deadline.Token);
            if (!more.IsCompletedSuccessfully)
            {
                _asked = more;
                break;
            }
            _ = more.Result;
            var reading = turn.Body.ReadAsync(_piece.AsMemory(count, PieceSize - count), turn.Deadline.Token);
            var waits = !reading.IsCompleted;
            // The rest of a TLS record whose beginning is there.
            if (waits)
                turn.Deadline.AwaitNextByte();
            int read;
            try
            {
                read = await reading;
            }
            catch (Exception e)
            {
                // What is in front of it is the provider's word; it is told first.
                _tear = e;
                _isLent = waits;
                break;
            }
            if (read == 0)
                break;
            turn.Deadline.Pause();
            count += read;
        }
        return count;
    }

    // Headers may come at once and the picture minutes later: until the body's first byte it is FirstByte that counts.
    private static void AwaitByte(LegTurn turn)
    {
        if (turn.HasBegun)
            turn.Deadline.AwaitNextByte();
    }

    private void ReturnPiece()
    {
        if (_piece is null)
            return;
        sink.Output.Borrow(default);
        DropPiece();
    }

    private void DropPiece()
    {
        if (_piece is { } piece && !_isLent)
            pool.Return(piece);
        _piece = null;
        _isLent = false;
    }

    // What is under way without a buffer; null where nothing is.
    private Task? TakeReading()
    {
        var reading = _asked is { } asked ? asked.AsTask() : _data;
        _asked = null;
        _data = null;
        return reading;
    }

    // A body is let go only when nothing is read from it any more: its connection goes to whoever asks next.
    private void EndBehind(Task? reading, Action<ExchangePump, LegTurn> end, LegTurn turn)
    {
        if (reading is null or { IsCompletedSuccessfully: true })
        {
            end(this, turn);
            return;
        }
        reading.ContinueWith(
            static (ended, state) =>
            {
                _ = ended.Exception;
                var (pump, end, turn) = ((ExchangePump, Action<ExchangePump, LegTurn>, LegTurn))state!;
                end(pump, turn);
            },
            (this, end, turn),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
