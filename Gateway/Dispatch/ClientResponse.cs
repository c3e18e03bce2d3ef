using Iris.Gateway.Calls;
using Iris.Gateway.Envelopes;
using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Buffers;
using Microsoft.AspNetCore.Http.Features;

namespace Iris.Gateway.Dispatch;

/// <summary>
/// The client's real response. It is committed once, by a picture's first byte or by a heartbeat, whichever comes first;
/// attempts write through <see cref="AttemptResponse"/> and know nothing of each other.
/// </summary>
internal sealed class ClientResponse : IAsyncDisposable
{
    private readonly HttpContext _context;
    private readonly ImageCall _call;
    private readonly IHttpResponseFeature _response;
    private readonly IHttpResponseBodyFeature _body;
    // A heartbeat and an attempt's first byte must not meet on the wire. Null where there are no heartbeats.
    private SemaphoreSlim? _gate;
    private CancellationTokenSource? _stop;
    private Task _heartbeats = Task.CompletedTask;
    // What the provider has said last of its work, as the dialect writes it: it takes the place of a bare heartbeat.
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

    /// <summary>Begins to send a sign of life after every <paramref name="interval"/> of silence, until an answer begins.</summary>
    public void StartHeartbeats(TimeSpan interval, TimeProvider time)
    {
        _gate = new SemaphoreSlim(1);
        _stop = new CancellationTokenSource();
        _heartbeats = HeartbeatAsync(interval, time);
    }

    /// <summary>Gives the context its own response back after an attempt.</summary>
    public void Restore() => _context.Features.Set(_response);

    /// <summary>Commits the response for an attempt whose first byte is there.</summary>
    public async ValueTask StartAnswerAsync(ImageAttempt attempt, AnswerHead head, IHeaderDictionary? headers)
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
            _response.Headers.ContentType = _call.Dialect.ContentType(_call.Request!.Stream);
            // What YARP's own steps have added.
            if (headers is not null)
            {
                foreach (var (name, value) in headers)
                    _response.Headers[name] = value;
            }
            ResponseHeaders.Write(_response.Headers, _call, attempt, head);
            await _body.StartAsync(_context.RequestAborted);
        }
        finally
        {
            _gate?.Release();
        }
    }

    /// <summary>
    /// Tells what a provider says of its work, which is worth more than a heartbeat, and is one. Until the first heartbeat is due nothing is begun
    /// for it: a failure still has a status of its own. Does nothing where there are no heartbeats.
    /// </summary>
    public ValueTask TellProgressAsync(WorkProgress progress)
    {
        if (_gate is null)
            return ValueTask.CompletedTask;
        var sign = SignOf(progress);
        _told = sign;
        return _response.HasStarted ? new ValueTask(TryBeatAsync(sign)) : ValueTask.CompletedTask;
    }

    /// <summary>Tells a failure: as a body with its own status, or in the stream where heartbeats have already begun it.</summary>
    public async Task FailAsync(ImageError error, TimeProvider time)
    {
        await StopHeartbeatsAsync();
        Restore();
        _call.Error = error;
        var report = _call.Report(error, time);
        if (!_response.HasStarted)
        {
            ResponseHeaders.Write(_response.Headers, _call, _call.Serving, _call.Serving?.Result?.Head ?? default);
            await EnvelopeResponse.WriteAsync(_context, report, _call.Dialect);
            return;
        }
        using var buffer = new PooledBuffer();
        _call.Dialect.WriteStreamFailure(buffer, report);
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
                if (!await TryBeatAsync(_told ?? _call.Dialect.Heartbeat))
                    return;
            }
        }
        catch (OperationCanceledException)
        {
            // The call has ended.
        }
    }

    private byte[] SignOf(WorkProgress progress)
    {
        using var sign = new PooledBuffer();
        _call.Dialect.WriteProgress(sign, progress);
        return sign.WrittenSpan.ToArray();
    }

    // False when there is no more to be told this way.
    private async Task<bool> TryBeatAsync(ReadOnlyMemory<byte> sign)
    {
        try
        {
            await _gate!.WaitAsync(_stop!.Token);
            try
            {
                if (AnswerStarted)
                    return false;
                await BeatAsync(sign);
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

    private async Task BeatAsync(ReadOnlyMemory<byte> sign)
    {
        if (!_response.HasStarted)
        {
            _response.StatusCode = StatusCodes.Status200OK;
            _response.Headers.ContentType = _call.Dialect.ContentType(stream: true);
            ResponseHeaders.Write(_response.Headers, _call, null, default);
            await _body.StartAsync(_context.RequestAborted);
        }
        await _body.Stream.WriteAsync(sign, _context.RequestAborted);
        await _body.Stream.FlushAsync(_context.RequestAborted);
    }
}
