using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Iris.Transforms.Wire.Buffers;

namespace Iris.Gateway.Exchanges;

// How an answer's bytes are read: a piece at a time, none in hand while the provider is awaited, and as much of what is there as fits.
internal sealed partial class AnswerPump
{
    private const int PieceSize = 64 * 1024;
    private byte[]? _piece;
    // Where the piece is read to: the one rented, or the client's pipe.
    private Memory<byte> _room;
    // A read without a buffer, which tells when there is something: awaited while heartbeats go out,
    private Task? _data;
    // or asked for and not yet awaited.
    private ValueTask<int>? _asked;
    // The answer broke off behind what has been read.
    private Exception? _tear;
    private bool _moreIsLikely;
    // The last piece was, nearly: the provider is ahead of us, and the client's pipe will not be left with much room and little in it.
    private bool _wasFull;

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
        TakeRoom();
        var read = turn.Body.ReadAsync(_room, turn.Deadline.Token);
        int count;
        if (read.IsCompleted)
        {
            count = read.Result;
        }
        else
        {
            AwaitByte(turn);
            count = await read;
        }
        if (count > 0)
        {
            turn.Deadline.Pause();
            turn.Received += count;
            count = await FillPieceAsync(turn, count);
        }
        _moreIsLikely = count == _room.Length;
        _wasFull = _room.Length - count < SmallWrite;
        return count;
    }

    private void TakeRoom()
    {
        if (_piece is null && _wasFull && sink.InBase64 && _client is not null)
        {
            _room = _client.GetMemory(PooledBuffer.MostBlock);
            if (_room.Length > PieceSize)
                _room = _room[..PieceSize];
            return;
        }
        _piece ??= pool.Rent(PieceSize);
        _room = _piece.AsMemory(0, PieceSize);
    }

    // A chunked answer comes in small bits. What is already there goes along: fewer, larger writes, and none waits for another.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> FillPieceAsync(LegTurn turn, int count)
    {
        while (!turn.IsAtEnd && _room.Length - count >= SmallWrite)
        {
            var more = turn.Body.ReadAsync(Memory<byte>.Empty, turn.Deadline.Token);
            if (!more.IsCompletedSuccessfully)
            {
                _asked = more;
                break;
            }
            _ = more.Result;
            var reading = turn.Body.ReadAsync(_room[count..], turn.Deadline.Token);
            // The rest of a TLS record whose beginning is there.
            if (!reading.IsCompleted)
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
                break;
            }
            if (read == 0)
                break;
            turn.Deadline.Pause();
            turn.Received += read;
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
        if (_room.IsEmpty)
            return;
        sink.Output.Borrow(default);
        sink.Output.Trim();
        DropPiece();
    }

    private void DropPiece()
    {
        if (_piece is { } piece)
            pool.Return(piece);
        _piece = null;
        _room = default;
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
    private void EndBehind(Task? reading, Action<AnswerPump, LegTurn> end, LegTurn turn)
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
                var (pump, end, turn) = ((AnswerPump, Action<AnswerPump, LegTurn>, LegTurn))state!;
                end(pump, turn);
            },
            (this, end, turn),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
