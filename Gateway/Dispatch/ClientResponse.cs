using Iris.Gateway.Calls;
using Iris.Gateway.Envelopes;
using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Buffers;
using Microsoft.AspNetCore.Http.Features;

namespace Iris.Gateway.Dispatch;

/// <summary>
/// The client's actual response. It is committed once, by a picture's first byte or by a heartbeat, whichever comes first. Attempts write through
/// <see cref="AttemptResponse"/> and do not know each other.
/// </summary>
internal sealed class ClientResponse : IAsyncDisposable
{
    private readonly HttpContext _context;
    private readonly ImageCall _call;
    private IHttpResponseFeature _response;
    private IHttpResponseBodyFeature _body;
    // Keeps a heartbeat and an attempt's first byte from being written at the same time. Null when there are no heartbeats.
    private SemaphoreSlim? _gate;
    private CancellationTokenSource? _stop;
    private Task _heartbeats = Task.CompletedTask;
    // The provider's latest progress in the dialect's form; it is sent in place of the next heartbeat.
    private volatile byte[]? _told;

    public ClientResponse(HttpContext context, ImageCall call)
    {
        _context = context;
        _call = call;
        _response = context.Features.GetRequiredFeature<IHttpResponseFeature>();
        _body = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
    }

    /// <summary>True once an attempt's answer has begun: then no other target is tried.</summary>
    public bool AnswerStarted { get; private set; }

    /// <summary>The server's own response feature.</summary>
    public IHttpResponseFeature Response => _response;

    /// <summary>The server's own body feature.</summary>
    public IHttpResponseBodyFeature Body => _body;

    /// <summary>
    /// Sends a heartbeat after every <c>Images.Heartbeat</c> of silence, until an answer begins; for a client of a stream or of a route that keeps
    /// connections alive, and from the first call of this method on.
    /// </summary>
    public void StartHeartbeats(TimeProvider time)
    {
        if (_gate is not null || _call.Heartbeat is not { } interval)
            return;
        _gate = new SemaphoreSlim(1);
        _stop = new CancellationTokenSource();
        _heartbeats = HeartbeatAsync(interval, time);
    }

    /// <summary>Writes to another response from now on: the client reads from there.</summary>
    public void Redirect(IHttpResponseFeature response, IHttpResponseBodyFeature body) => (_response, _body) = (response, body);

    /// <summary>Disconnects the client.</summary>
    public void Abort() => _context.Abort();

    /// <summary>Gives the context back its own response after an attempt.</summary>
    public void Restore() => _context.Features.Set(_response);

    /// <summary>Commits the response for an attempt that has the first byte of a picture.</summary>
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
            // Headers that YARP's own steps set.
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
    /// Reports the provider's progress, which replaces a heartbeat. Nothing is sent before the first heartbeat is due, so that a failure can still
    /// have its own status. Does nothing when there are no heartbeats.
    /// </summary>
    public ValueTask TellProgressAsync(WorkProgress progress)
    {
        _call.Detached?.Progress?.Invoke(progress);
        if (_gate is null || !IsStream)
            return ValueTask.CompletedTask;
        var sign = SignOf(progress);
        _told = sign;
        return _response.HasStarted ? new ValueTask(TryBeatAsync(sign)) : ValueTask.CompletedTask;
    }

    /// <summary>Writes a failure: as a body with its own status, or under status 200 when heartbeats have already begun the response.</summary>
    public async Task FailAsync(ImageError error, TimeProvider time)
    {
        await StopHeartbeatsAsync();
        Restore();
        var report = _call.Report(error, time);
        if (!_response.HasStarted)
        {
            ResponseHeaders.Write(_response.Headers, _call, _call.Serving, _call.Serving?.Result?.Head ?? default);
            await EnvelopeResponse.WriteAsync(_context, report, _call.Dialect);
            return;
        }
        using var buffer = new PooledBuffer();
        if (IsStream)
            _call.Dialect.WriteStreamFailure(buffer, report);
        else
            _call.Dialect.WriteFailure(buffer, report);
        await _body.Stream.WriteAsync(buffer.WrittenMemory, _context.RequestAborted);
    }

    public async ValueTask DisposeAsync()
    {
        await StopHeartbeatsAsync();
        _stop?.Dispose();
        _gate?.Dispose();
    }

    private bool IsStream => _call.Request!.Stream;

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
                if (!await TryBeatAsync(_told ?? _call.Dialect.Heartbeat(IsStream)))
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

    // False when nothing more can be sent this way.
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
            // The call has ended or the client has disconnected; other code reports both.
            return false;
        }
    }

    private async Task BeatAsync(ReadOnlyMemory<byte> sign)
    {
        if (!_response.HasStarted)
        {
            _response.StatusCode = StatusCodes.Status200OK;
            _response.Headers.ContentType = _call.Dialect.ContentType(IsStream);
            ResponseHeaders.Write(_response.Headers, _call, null, default);
            await _body.StartAsync(_context.RequestAborted);
        }
        await _body.Stream.WriteAsync(sign, _context.RequestAborted);
        await _body.Stream.FlushAsync(_context.RequestAborted);
    }
}
