using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Iris.Gateway.Recordings;

/// <summary>The response of a call whose answer is recorded: it takes the place of the client's.</summary>
/// <param name="recording">Takes the answer.</param>
/// <param name="client">The client's own response, which knows when its request is over; null where there is no client.</param>
internal sealed class RecordedResponse(Recording recording, IHttpResponseFeature? client) : IHttpResponseFeature, IHttpResponseBodyFeature
{
    private const int Block = 64 * 1024;

    private readonly Stack<(Func<object, Task> Callback, object State)> _completed = [];
    private RecordingStream? _stream;
    private PipeWriter? _writer;
    // The head until it is published with the first byte: until then a failure to record can still have a status of its own.
    private RecordedHead? _head;

    public int StatusCode { get; set; } = StatusCodes.Status200OK;
    public string? ReasonPhrase { get; set; }
    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();
    public bool HasStarted { get; private set; }
    public Stream Stream => _stream ??= new RecordingStream(this, recording);
    public Stream Body { get => Stream; set => throw new NotSupportedException(); }

    public PipeWriter Writer => _writer ??= PipeWriter.Create(Stream, new StreamPipeWriterOptions(minimumBufferSize: Block, leaveOpen: true));

    public void OnStarting(Func<object, Task> callback, object state)
    {
        // The client's response has its own callbacks, and they are about the client.
    }

    public void OnCompleted(Func<object, Task> callback, object state)
    {
        if (client is not null)
            client.OnCompleted(callback, state);
        else
            _completed.Push((callback, state));
    }

    /// <summary>Runs what was to run at the end of a request that no server ends.</summary>
    public async Task FireCompletedAsync()
    {
        while (_completed.TryPop(out var one))
            await one.Callback(one.State);
    }

    public void DisableBuffering()
    {
    }

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        Start();
        return Task.CompletedTask;
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Writes what waits.</summary>
    /// <exception cref="IOException">The store has no room for it.</exception>
    public async Task CompleteAsync()
    {
        if (_writer is not null)
            await _writer.FlushAsync();
        if (HasStarted)
            await Stream.FlushAsync();
        Publish();
    }

    private void Start()
    {
        if (HasStarted)
            return;
        HasStarted = true;
        _head = RecordedHead.Of(StatusCode, Headers);
    }

    private void Publish()
    {
        if (_head is null)
            return;
        recording.Begin(_head);
        _head = null;
    }

    private sealed class RecordingStream(RecordedResponse response, Recording recording) : Stream
    {
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            response.Start();
            recording.Append(buffer.Span);
            response.Publish();
            return default;
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Flush()
        {
        }

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
