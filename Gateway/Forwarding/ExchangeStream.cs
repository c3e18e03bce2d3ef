using System.Buffers;
using Iris.Gateway.Dispatch;
using Iris.Transforms.Answers;
using Iris.Transforms.Errors;
using Iris.Transforms.Providers;

namespace Iris.Gateway.Forwarding;

/// <summary>
/// Provider's bytes in, client's bytes out. Each read takes what the codec has written so far or pulls the next piece from
/// the provider; so a client that reads slowly slows the provider down, and no more than a piece is ever held.
/// </summary>
internal sealed class ExchangeStream(
    Exchange exchange,
    ImageAttempt attempt,
    Stream body,
    AnswerReader reader,
    ImageSink sink,
    ExchangeDeadline deadline,
    TimeSpan heartbeat,
    TimeProvider time) : Stream
{
    // What YARP reads at a time, too: larger pieces would only be cut again.
    private const int PieceSize = 64 * 1024;

    private readonly byte[] _piece = ArrayPool<byte>.Shared.Rent(PieceSize);
    private Task<int>? _pending;
    private bool _begun;
    private bool _finished;
    private bool _disposed;

    /// <summary>Reads until the first byte of a picture has been written.</summary>
    /// <returns>The failure when there is none to come.</returns>
    public async ValueTask<ExchangeFailure?> PrimeAsync()
    {
        while (!sink.HasImage && !_finished)
        {
            Feed(await ReadPieceAsync(CancellationToken.None));
            if (reader.Failure is { } failure && !sink.HasImage)
                return Classify(failure);
        }
        if (reader.Failure is not { } late)
            return null;
        // The first piece may hold a picture's beginning and its failure. Nothing is committed yet, so that this is a failure
        // like any other; only a finished picture is kept, where the form can tell the failure behind it.
        if (sink.Images == 0 || !sink.Fail(late))
            return Classify(late);
        _finished = true;
        attempt.Failure = late;
        return null;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // YARP asks for nothing first, to wait without a buffer; what is there must stay.
        if (buffer.IsEmpty)
            return 0;
        while (sink.Output.Count == 0)
        {
            if (_finished)
                return 0;
            await PumpAsync(cancellationToken);
        }
        var count = Math.Min(buffer.Length, sink.Output.Count);
        sink.Output.WrittenSpan[..count].CopyTo(buffer.Span);
        sink.Output.Consume(count);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    private async ValueTask PumpAsync(CancellationToken cancellationToken)
    {
        int read;
        try
        {
            read = await ReadPieceAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (attempt.ClientGone.IsCancellationRequested)
        {
            attempt.Failure = ExchangeFailure.Cancelled;
            throw;
        }
        catch (Exception e)
        {
            Break(ExchangeFailure.OfException(e, deadline).Error);
            return;
        }
        if (read < 0)
            return;
        Feed(read);
        if (reader.Failure is { } failure)
            Break(failure);
    }

    // Returns -1 when a heartbeat went out instead.
    private async ValueTask<int> ReadPieceAsync(CancellationToken cancellationToken)
    {
        if (_pending is null)
        {
            var read = body.ReadAsync(_piece.AsMemory(0, PieceSize), deadline.Token);
            if (read.IsCompletedSuccessfully)
            {
                // What came with the headers ends the wait for the first byte, too.
                if (!_begun)
                    deadline.Pause();
                return read.Result;
            }
            // Headers may come at once and the picture minutes later: until the body's first byte it is FirstByte that counts.
            if (_begun)
                deadline.AwaitNextByte();
            _pending = AwaitAsync(read);
        }
        using var registration = cancellationToken.UnsafeRegister(static state => ((ExchangeDeadline)state!).Cancel(), deadline);
        // Before the first picture dispatch sends the heartbeats, as it may still have to tell a failure by its status.
        if (heartbeat != Timeout.InfiniteTimeSpan && sink is { HasImage: true, AtBoundary: true })
        {
            try
            {
                await _pending.WaitAsync(heartbeat, time, CancellationToken.None);
            }
            catch (TimeoutException)
            {
                // The piece may have come in this very moment: then it is taken below.
                if (!_pending.IsCompleted)
                {
                    sink.Output.Write(": heartbeat\n\n"u8);
                    return -1;
                }
            }
        }
        var count = await _pending;
        _pending = null;
        return count;
    }

    // Stops the clock when the piece comes, not when it is fetched: that may wait for a client to take a heartbeat.
    private async Task<int> AwaitAsync(ValueTask<int> read)
    {
        var count = await read;
        if (count > 0)
            deadline.Pause();
        return count;
    }

    private void Feed(int count)
    {
        if (count > 0)
        {
            _begun = true;
            reader.Feed(_piece.AsSpan(0, count));
            return;
        }
        _finished = true;
        reader.Complete();
    }

    // A failure after the first byte: told in the stream where the form has a place for it; else the connection breaks, so
    // that nobody takes a torn document for a whole one.
    private void Break(ImageError error)
    {
        _finished = true;
        attempt.Failure = error;
        if (!sink.Fail(error))
            throw new IOException("The provider's answer broke off.");
    }

    private static ExchangeFailure Classify(ImageError failure) => failure.Status is >= 400 and < 500
        ? ExchangeFailure.OfStatus(failure)
        : ExchangeFailure.OfAnswer(failure);

    protected override void Dispose(bool disposing)
    {
        if (_disposed || !disposing)
            return;
        _disposed = true;
        var isIdle = _pending is null or { IsCompleted: true };
        exchange.Dispose();
        body.Dispose();
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
