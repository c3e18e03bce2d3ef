using Iris.Gateway.Calls;

namespace Iris.Gateway.Legs;

/// <summary>
/// A body that is held until it is signed, inside what all bodies together may take. Where it does not fit, the rest of it is read and dropped: what
/// sends it counts a copy that breaks off as the client's fault.
/// </summary>
/// <param name="share">The body's part of the budget.</param>
/// <param name="length">Its length in bytes when the client has told it; otherwise 0.</param>
internal sealed class HeldBody(BodyShare share, long length) : Stream
{
    private MemoryStream? _held = share.TryCover(length) ? new MemoryStream((int)Math.Min(length, Array.MaxLength)) : null;

    /// <summary>Whether the body has not fitted.</summary>
    public bool IsDropped => _held is null;

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => _held is { } held ? held.GetBuffer().AsMemory(0, (int)held.Length) : default;

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_held is null)
            return;
        if (share.TryCover(_held.Length + buffer.Length))
            _held.Write(buffer);
        else
            _held = null;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return default;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
