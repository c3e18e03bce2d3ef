using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Iris.Gateway.Dispatch;

/// <summary>
/// The response that one attempt sees: not started, status 200, no headers, whatever attempts before it have left behind
/// (YARP refuses to forward otherwise). A success is written through to the client from its first byte on; the bytes of a
/// failure go nowhere.
/// </summary>
internal sealed class AttemptResponse : Stream, IHttpResponseFeature, IHttpResponseBodyFeature
{
    private readonly ClientResponse _client;
    private readonly ImageAttempt _attempt;
    private PipeWriter? _writer;

    public AttemptResponse(ClientResponse client, ImageAttempt attempt)
    {
        _client = client;
        _attempt = attempt;
        Body = this;
    }

    public int StatusCode { get; set; } = StatusCodes.Status200OK;
    public string? ReasonPhrase { get; set; }
    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();
    public Stream Body { get; set; }
    public bool HasStarted { get; private set; }
    public Stream Stream => this;
    public PipeWriter Writer => _writer ??= PipeWriter.Create(this, new StreamPipeWriterOptions(leaveOpen: true));

    public void OnStarting(Func<object, Task> callback, object state)
    {
        // Nothing above an attempt may change its headers: the client's response has its own.
    }

    public void OnCompleted(Func<object, Task> callback, object state) => _client.Response.OnCompleted(callback, state);

    public void DisableBuffering() => _client.Body.DisableBuffering();

    public Task CompleteAsync() => Task.CompletedTask;

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("An image answer is never a file.");

    /// <summary>Begins the answer and gives the client's own pipe, past everything in between. For a success only.</summary>
    public async ValueTask<PipeWriter> OpenAsync()
    {
        if (!HasStarted)
            await BeginAsync();
        return _client.Body.Writer;
    }

    public Task StartAsync(CancellationToken cancellationToken = default) => HasStarted ? Task.CompletedTask : BeginAsync();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!HasStarted)
            return BeginAndWriteAsync(buffer, cancellationToken);
        return Passes ? _client.Body.Stream.WriteAsync(buffer, cancellationToken) : default;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        HasStarted && Passes ? _client.Body.Stream.FlushAsync(cancellationToken) : Task.CompletedTask;

    private bool Passes => StatusCode == StatusCodes.Status200OK;

    private async Task BeginAsync()
    {
        HasStarted = true;
        if (Passes)
            await _client.StartAnswerAsync(_attempt, Headers);
    }

    private async ValueTask BeginAndWriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        await BeginAsync();
        await WriteAsync(buffer, cancellationToken);
    }

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override void Flush() => throw new NotSupportedException("Synchronous writes are not used.");
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Synchronous writes are not used.");
}
