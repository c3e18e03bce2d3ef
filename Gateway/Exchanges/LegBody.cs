using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Iris.Gateway.Exchanges;

/// <summary>
/// The body of a leg's answer, read a piece at a time. Nothing is in hand while the provider is awaited: a read without a buffer tells when there
/// is something, and only then a piece is taken and filled with as much as is there.
/// </summary>
/// <param name="stream">The provider's bytes.</param>
/// <param name="length">How many, as the answer's head tells it; null when it does not.</param>
/// <param name="lengthIsEnd">
/// True where the length ends the body: in HTTP/1.1, unless it comes in chunks. In HTTP/2 the end is a sign of its own: a body that is released
/// before it is reset.
/// </param>
/// <param name="deadline">The leg's clock.</param>
internal sealed class LegBody(Stream stream, long? length, bool lengthIsEnd, ExchangeDeadline deadline)
{
    /// <summary>
    /// Room in a piece that is worth another read, in bytes: an event stream comes in chunks of 16 KB and less, and taking along what is there
    /// already saves a sixth of its cost (docs/performance.md, "What was tried").
    /// </summary>
    private const int WorthReading = 4096;

    private enum State
    {
        /// <summary>Nothing is known of what comes next.</summary>
        Quiet,
        /// <summary>The last read filled its room: there is most likely more.</summary>
        MoreIsLikely,
        /// <summary>A read without a buffer is under way, and nobody awaits it yet.</summary>
        Asked,
        /// <summary>The same, awaited while heartbeats go out.</summary>
        Awaited,
        /// <summary>The answer broke off behind what has been read.</summary>
        Torn,
    }

    private State _state;
    // In Asked.
    private ValueTask<int> _asked;
    // In Awaited.
    private Task? _awaited;
    // In Torn.
    private Exception? _tear;
    private long _received;

    /// <summary>How many bytes there are, as the answer's head tells it; null when it does not.</summary>
    public long? Length => length;

    /// <summary>The leg's clock.</summary>
    public ExchangeDeadline Deadline => deadline;

    /// <summary>True when all there is has been read, as far as the length tells it.</summary>
    public bool IsAtEnd => lengthIsEnd && _received == length;

    /// <summary>True when the next read will most likely not wait.</summary>
    public bool MoreIsLikely => _state == State.MoreIsLikely;

    /// <summary>True when the answer has broken off behind what has been read: there is nothing to wait for.</summary>
    public bool IsTorn => _state == State.Torn;

    /// <summary>True when the last read filled its room, nearly: the provider is ahead of us.</summary>
    public bool FillsPieces { get; private set; }

    /// <summary>Asks whether there is something to read, or the end.</summary>
    /// <returns>True when there is; else a read without a buffer is under way.</returns>
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

    /// <summary>The read that <see cref="Ask"/> has begun, to be awaited at once and by nobody else; null where it is awaited already.</summary>
    public ValueTask<int>? TakeAsked()
    {
        if (_state != State.Asked)
            return null;
        _state = State.Quiet;
        return _asked;
    }

    /// <summary>The read that <see cref="Ask"/> has begun, to be awaited beside other things until <see cref="EndWait"/>.</summary>
    public Task Await()
    {
        if (TakeAsked() is { } asked)
            (_state, _awaited) = (State.Awaited, AwaitAsync(asked));
        return _awaited!;
    }

    /// <summary>The read awaited has ended; the returned task tells how.</summary>
    public Task EndWait()
    {
        _state = State.Quiet;
        return TakeAwaited()!;
    }

    /// <summary>Throws what has torn the answer, once.</summary>
    public void ThrowTear()
    {
        if (_state != State.Torn)
            return;
        _state = State.Quiet;
        ExceptionDispatchInfo.Throw(_tear!);
    }

    /// <summary>Fills a room with what is there; waits for the first byte of it where <see cref="Ask"/> was not asked.</summary>
    /// <returns>How many bytes; 0 for the end.</returns>
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

    /// <summary>The read that is under way without a buffer, with whose end the body may be released; null where none is.</summary>
    public Task? TakeReading()
    {
        var reading = TakeAsked() is { } asked ? asked.AsTask() : TakeAwaited();
        _state = State.Quiet;
        return reading is { IsCompletedSuccessfully: true } ? null : reading;
    }

    // A chunked answer comes in small bits. What is already there goes along: fewer, larger writes, and none waits for another.
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
            // The rest of a TLS record whose beginning is there.
            if (!reading.IsCompleted)
                deadline.AwaitNextByte();
            int read;
            try
            {
                read = await reading;
            }
            catch (Exception e)
            {
                // What is in front of it is the provider's word; it is told first.
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

    // Headers may come at once and the picture minutes later: until the body's first byte it is FirstByte that counts.
    private void AwaitByte()
    {
        if (_received > 0)
            deadline.AwaitNextByte();
    }

    // Stops the clock when the data comes, not when it is fetched: that may wait for a client to take a heartbeat.
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
