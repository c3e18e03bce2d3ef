using Iris.Gateway.Calls;
using Iris.Gateway.Envelopes;
using Iris.Transforms.Answers;
using Iris.Transforms.Dialects.OpenAI;
using Iris.Transforms.Wire.Buffers;
using Microsoft.AspNetCore.Http.Features;

namespace Iris.Gateway.Dispatch;

/// <summary>
/// The client's real response. It is committed once, by a picture's first byte or by a heartbeat, whichever comes first;
/// attempts write through <see cref="AttemptResponse"/> and know nothing of each other.
/// </summary>
internal sealed class ClientResponse : IAsyncDisposable
{
    private static readonly byte[] HeartbeatComment = ": heartbeat\n\n"u8.ToArray();

    private readonly HttpContext _context;
    private readonly ImageCall _call;
    private readonly IHttpResponseFeature _response;
    private readonly IHttpResponseBodyFeature _body;
    // A heartbeat and an attempt's first byte must not meet on the wire. Null where there are no heartbeats.
    private SemaphoreSlim? _gate;
    private CancellationTokenSource? _stop;
    private Task _heartbeats = Task.CompletedTask;
    // What the provider has said last, as a comment: it takes the place of a bare heartbeat.
    private volatile byte[]? _told;

    public ClientResponse(HttpContext context, ImageCall call)
    {
        _context = context;
        _call = call;
        _response = context.Features.GetRequiredFeature<IHttpResponseFeature>();
        _body = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
    }

    /// <summary>True once an attempt's answer has begun: from then on there is no other target.</summary>
    public bool AnswerStarted { get; private set; }

    /// <summary>The server's own response feature.</summary>
    public IHttpResponseFeature Response => _response;

    /// <summary>The server's own body feature.</summary>
    public IHttpResponseBodyFeature Body => _body;

    /// <summary>Begins to send a comment after every <paramref name="interval"/> of silence, until an answer begins.</summary>
    public void StartHeartbeats(TimeSpan interval, TimeProvider time)
    {
        _gate = new SemaphoreSlim(1);
        _stop = new CancellationTokenSource();
        _call.TellProgress = TellProgressAsync;
        _heartbeats = HeartbeatAsync(interval, time);
    }

    /// <summary>Gives the context its own response back after an attempt.</summary>
    public void Restore() => _context.Features.Set(_response);

    /// <summary>Commits the response for an attempt whose first byte is there.</summary>
    public async ValueTask StartAnswerAsync(ImageAttempt attempt, IHeaderDictionary? headers)
    {
        if (_gate is not null)
            await _gate.WaitAsync(_context.RequestAborted);
        try
        {
            if (AnswerStarted)
                return;
            AnswerStarted = true;
            if (_response.HasStarted)
                return;
            _response.StatusCode = StatusCodes.Status200OK;
            _response.Headers.ContentType = _call.Request!.Stream ? "text/event-stream" : "application/json";
            // What YARP's own steps have added.
            if (headers is not null)
            {
                foreach (var (name, value) in headers)
                    _response.Headers[name] = value;
            }
            ResponseHeaders.Write(_response.Headers, _call, attempt);
            await _body.StartAsync(_context.RequestAborted);
        }
        finally
        {
            _gate?.Release();
        }
    }

    /// <summary>Tells a failure: as JSON with its own status, or as an event where heartbeats have already begun the stream.</summary>
    public async Task FailAsync(ImageError error, TimeProvider time)
    {
        await StopHeartbeatsAsync();
        Restore();
        _call.Error = error;
        var envelope = _call.Envelope(error, time);
        if (!_response.HasStarted)
        {
            ResponseHeaders.Write(_response.Headers, _call, _call.Serving);
            await EnvelopeResponse.WriteAsync(_context, envelope);
            return;
        }
        using var buffer = new PooledBuffer();
        OpenAISseSink.WriteErrorEvent(buffer, envelope, 0);
        await _body.Stream.WriteAsync(buffer.WrittenMemory, _context.RequestAborted);
    }

    public async ValueTask DisposeAsync()
    {
        await StopHeartbeatsAsync();
        _stop?.Dispose();
        _gate?.Dispose();
    }

    private async Task StopHeartbeatsAsync()
    {
        if (_stop is null)
            return;
        await _stop.CancelAsync();
        await _heartbeats;
    }

    private async Task HeartbeatAsync(TimeSpan interval, TimeProvider time)
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop!.Token))
            {
                if (!await TryBeatAsync(_told ?? HeartbeatComment))
                    return;
            }
        }
        catch (OperationCanceledException)
        {
            // The call has ended.
        }
    }

    // What a provider says of its work is worth more than a heartbeat, and is one. Until the first one is due nothing is begun for it: an
    // error still has a status of its own.
    private async ValueTask TellProgressAsync(WorkProgress progress)
    {
        var comment = CommentOf(progress);
        _told = comment;
        if (_response.HasStarted)
            await TryBeatAsync(comment);
    }

    private static byte[] CommentOf(WorkProgress progress)
    {
        using var comment = new PooledBuffer();
        progress.WriteComment(comment);
        return comment.WrittenSpan.ToArray();
    }

    // False when there is no more to be told this way.
    private async Task<bool> TryBeatAsync(ReadOnlyMemory<byte> comment)
    {
        try
        {
            await _gate!.WaitAsync(_stop!.Token);
            try
            {
                if (AnswerStarted)
                    return false;
                await BeatAsync(comment);
                return true;
            }
            finally
            {
                _gate!.Release();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The call has ended, or the client is gone: both are told elsewhere.
            return false;
        }
    }

    private async Task BeatAsync(ReadOnlyMemory<byte> comment)
    {
        if (!_response.HasStarted)
        {
            _response.StatusCode = StatusCodes.Status200OK;
            _response.Headers.ContentType = "text/event-stream";
            ResponseHeaders.Write(_response.Headers, _call, null);
            await _body.StartAsync(_context.RequestAborted);
        }
        await _body.Stream.WriteAsync(comment, _context.RequestAborted);
        await _body.Stream.FlushAsync(_context.RequestAborted);
    }
}
