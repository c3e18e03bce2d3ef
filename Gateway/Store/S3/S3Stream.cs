using System.Net;

namespace Iris.Gateway.Store.S3;

/// <summary>An object as a stream that can be read from any position: it is asked for where reading begins, once for each position.</summary>
internal sealed class S3Stream(S3Client client, string name, long length) : Stream
{
    private HttpResponseMessage? _response;
    private Stream? _body;
    private long _position;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => length;

    public override long Position
    {
        get => _position;
        set
        {
            if (value == _position)
                return;
            Close(ref _body, ref _response);
            _position = value;
        }
    }

    /// <inheritdoc/>
    /// <remarks>Reading no bytes asks for the object and waits for the head of the bucket's answer.</remarks>
    /// <exception cref="FileNotFoundException">The object is gone.</exception>
    /// <exception cref="IOException">The bucket cannot be asked, refuses, breaks off or is silent.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= length)
            return 0;
        try
        {
            return await ReadOnAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (e is not IOException && Blobs.IsFailure(e))
        {
            throw new IOException(e.Message, e);
        }
    }

    private async ValueTask<int> ReadOnAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (_body is null)
        {
            _response ??= await client.GetAsync(name, _position, cancellation);
            if (_response.StatusCode != HttpStatusCode.PartialContent && _position > 0)
                throw new IOException("the bucket does not give parts of objects");
            _body = await _response.Content.ReadAsStreamAsync(cancellation);
        }
        if (buffer.IsEmpty)
            return 0;
        var count = await client.ReadAsync(_body, buffer[..(int)Math.Min(buffer.Length, length - _position)], cancellation);
        if (count == 0)
            throw new EndOfStreamException("the bucket's object ends early");
        _position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => _position,
        _ => length,
    };

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Close(ref _body, ref _response);
        base.Dispose(disposing);
    }

    private static void Close(ref Stream? body, ref HttpResponseMessage? response)
    {
        body?.Dispose();
        response?.Dispose();
        (body, response) = (null, null);
    }
}
