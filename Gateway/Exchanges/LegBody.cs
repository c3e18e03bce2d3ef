using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Iris.Gateway.Exchanges;

/// <summary>
/// The body of a leg's answer, read a piece at a time. No piece is held while the provider is awaited: a read without a buffer tells when there are
/// bytes, and only then a piece is taken and filled.
/// </summary>
/// <param name="stream">The provider's bytes.</param>
/// <param name="length">The number of bytes, when the headers tell it; otherwise null.</param>
/// <param name="lengthIsEnd">
/// True when the length ends the body, as in HTTP/1.1 without chunks. HTTP/2 has a separate end signal, and a body that is released before that
/// signal is reset.
/// </param>
/// <param name="deadline">The leg's deadlines.</param>
internal sealed class LegBody(Stream stream, long? length, bool lengthIsEnd, ExchangeDeadline deadline)
{
    /// <summary>
    /// The smallest free room in a piece for which another read pays, in bytes: an event stream comes in chunks of at most 16 KB, and reading the
    /// available bytes at once saves a sixth of its cost (docs/performance.md, "What was tried").
    /// </summary>
    private const int WorthReading = 4096;

    private enum State
    {
        /// <summary>Nothing is known about the next bytes.</summary>
        Quiet,
        /// <summary>The last read filled its room, so there are most likely more bytes.</summary>
        MoreIsLikely,
        /// <summary>A read without a buffer is running, and nothing awaits it yet.</summary>
        Asked,
        /// <summary>A read without a buffer is running and is awaited while heartbeats are written.</summary>
        Awaited,
        /// <summary>The answer broke off after the bytes that have been read.</summary>
        Torn,
    }

    private State _state;
    // Set in the state Asked.
    private ValueTask<int> _asked;
    // Set in the state Awaited.
    private Task? _awaited;
    // Set in the state Torn.
    private Exception? _tear;
    private long _received;

    /// <summary>The number of bytes, when the headers tell it; otherwise null.</summary>
    public long? Length => length;

    /// <summary>The leg's deadlines.</summary>
    public ExchangeDeadline Deadline => deadline;

    /// <summary>True when the length tells that all bytes have been read.</summary>
    public bool IsAtEnd => lengthIsEnd && _received == length;

    /// <summary>True when the next read most likely does not wait.</summary>
    public bool MoreIsLikely => _state == State.MoreIsLikely;

    /// <summary>True when the answer broke off after the bytes that have been read: there is nothing to wait for.</summary>
    public bool IsTorn => _state == State.Torn;

    /// <summary>True when the last read nearly filled its room: the provider is faster than the gateway reads.</summary>
    public bool FillsPieces { get; private set; }

    /// <summary>Asks whether there are bytes to read, or the end.</summary>
    /// <returns>True when there are; otherwise a read without a buffer is running.</returns>
    public bool Ask()
    {
        if (_state == State.Awaited)
            return false;
        var asked = _state == State.Asked ? _asked : stream.ReadAsync(Memory<byte>.Empty, deadline.Token);
        if (asked.IsCompletedSuccessfully)
        {
            _ = asked.Result;
            _state = State.Quiet;
            return true;
        }
        AwaitByte();
        (_state, _asked) = (State.Asked, asked);
        return false;
    }

    /// <summary>The read that <see cref="Ask"/> started, for the one caller that awaits it at once; null when it is already awaited.</summary>
    public ValueTask<int>? TakeAsked()
    {
        if (_state != State.Asked)
            return null;
        _state = State.Quiet;
        return _asked;
    }

    /// <summary>The read that <see cref="Ask"/> started, to be awaited beside other tasks until <see cref="EndWait"/>.</summary>
    public Task Await()
    {
        if (TakeAsked() is { } asked)
            (_state, _awaited) = (State.Awaited, AwaitAsync(asked));
        return _awaited!;
    }

    /// <summary>Ends the wait after the read has ended; the returned task holds its result.</summary>
    public Task EndWait()
    {
        _state = State.Quiet;
        return TakeAwaited()!;
    }

    /// <summary>Throws the exception that broke the answer, once.</summary>
    public void ThrowTear()
    {
        if (_state != State.Torn)
            return;
        _state = State.Quiet;
        ExceptionDispatchInfo.Throw(_tear!);
    }

    /// <summary>Fills a room with the available bytes. Waits for the first byte when <see cref="Ask"/> was not called.</summary>
    /// <returns>The number of bytes; 0 at the end.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReadAsync(Memory<byte> room)
    {
        _state = State.Quiet;
        var read = stream.ReadAsync(room, deadline.Token);
        int count;
        if (read.IsCompleted)
        {
            count = read.Result;
        }
        else
        {
            AwaitByte();
            count = await read;
        }
        if (count > 0)
        {
            Receive(count);
            count = await FillAsync(room, count);
        }
        if (count == room.Length)
            _state = State.MoreIsLikely;
        FillsPieces = room.Length - count < WorthReading;
        return count;
    }

    /// <summary>The running read without a buffer, at whose end the body may be released; null when there is none.</summary>
    public Task? TakeReading()
    {
        var reading = TakeAsked() is { } asked ? asked.AsTask() : TakeAwaited();
        _state = State.Quiet;
        return reading is { IsCompletedSuccessfully: true } ? null : reading;
    }

    // A chunked answer comes in small parts. Reading the available ones together makes fewer, larger writes, and no byte waits for another.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> FillAsync(Memory<byte> room, int count)
    {
        while (!IsAtEnd && room.Length - count >= WorthReading)
        {
            var more = stream.ReadAsync(Memory<byte>.Empty, deadline.Token);
            if (!more.IsCompletedSuccessfully)
            {
                (_state, _asked) = (State.Asked, more);
                break;
            }
            _ = more.Result;
            var reading = stream.ReadAsync(room[count..], deadline.Token);
            // Waits for the rest of a TLS record whose beginning has arrived.
            if (!reading.IsCompleted)
                deadline.AwaitNextByte();
            int read;
            try
            {
                read = await reading;
            }
            catch (Exception e)
            {
                // The bytes in front of the break are passed on first.
                (_state, _tear) = (State.Torn, e);
                break;
            }
            if (read == 0)
                break;
            Receive(read);
            count += read;
        }
        return count;
    }

    private void Receive(int count)
    {
        deadline.Pause();
        _received += count;
    }

    // Headers may come at once and the picture minutes later, so the deadline FirstByte counts until the body's first byte.
    private void AwaitByte()
    {
        if (_received > 0)
            deadline.AwaitNextByte();
    }

    // Stops the deadline when the bytes arrive and not when they are read, because reading may wait for the client to take a heartbeat.
    private async Task AwaitAsync(ValueTask<int> asked)
    {
        await asked;
        deadline.Pause();
    }

    private Task? TakeAwaited()
    {
        var awaited = _awaited;
        _awaited = null;
        return awaited;
    }
}
