using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Iris.Gateway.Telemetry;

/// <summary>
/// The body of a forwarded answer on its way to the client: passes everything on and counts it. Feature and stream are one object a request.
/// </summary>
internal sealed class CountedBody(IHttpResponseBodyFeature inner) : Stream, IHttpResponseBodyFeature
{
    private readonly Stream _stream = inner.Stream;

    /// <summary>Bytes written so far, without the framing of HTTP.</summary>
    public long Sent { get; private set; }

    /// <summary>Counts what is written to the request's answer from now on.</summary>
    public static void Count(HttpContext context)
    {
        if (context.Features.Get<IHttpResponseBodyFeature>() is { } body and not CountedBody)
            context.Features.Set<IHttpResponseBodyFeature>(new CountedBody(body));
    }

    /// <summary>What was counted; null where nobody counted, and on a connection that was upgraded: its bytes are no body.</summary>
    public static long? Of(HttpContext context) =>
        context.Response.StatusCode != StatusCodes.Status101SwitchingProtocols && context.Features.Get<IHttpResponseBodyFeature>() is CountedBody body
            ? body.Sent
            : null;

    Stream IHttpResponseBodyFeature.Stream => this;

    // Who writes here is not counted: the forwarder writes to the stream.
    PipeWriter IHttpResponseBodyFeature.Writer => inner.Writer;

    public void DisableBuffering() => inner.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        inner.SendFileAsync(path, offset, count, cancellationToken);

    public Task CompleteAsync() => inner.CompleteAsync();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Sent += buffer.Length;
        return _stream.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count)
    {
        Sent += count;
        _stream.Write(buffer, offset, count);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => _stream.FlushAsync(cancellationToken);

    public override void Flush() => _stream.Flush();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
