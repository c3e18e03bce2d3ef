using Iris.Gateway.Store;

namespace Iris.Gateway.Jobs;

/// <summary>A request's body, which is kept while it is read.</summary>
/// <param name="body">The body.</param>
/// <param name="file">Keeps it.</param>
internal sealed class BodyCopy(Stream body, FileWriter file) : Stream
{
    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Whether the store had no room for it.</summary>
    public bool HasFailed { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await body.ReadAsync(buffer, cancellationToken);
        try
        {
            if (count > 0 && !HasFailed)
                file.Write(buffer.Span[..count]);
        }
        catch (StoreException)
        {
            // The request is read to its end, and refused then.
            HasFailed = true;
        }
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
