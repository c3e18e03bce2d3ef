using System.IO.Pipelines;

namespace Iris.Gateway.Ingress;

/// <summary>
/// Ends the wait for a body when no byte has arrived for <see cref="Longest"/>. The server's own limit, <c>MinRequestBodyDataRate</c>, is an
/// average over the whole body, so that a client that has sent many bytes at once may then be silent for hours. The wait also ends with the request:
/// the server's own read is not to be cancelled by a token, as it then counts as under way for ever.
/// </summary>
internal sealed class BodySilence : IDisposable
{
    /// <summary>The longest silence.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly PipeReader _reader;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private readonly CancellationTokenRegistration _requestEnd;
    private readonly long _started;
    private long _length;
    private long _lastByte;
    private bool _isDisposed;

    /// <summary>Begins to wait.</summary>
    /// <param name="reader">The body's reader. Its pending read is cancelled when the silence has lasted too long.</param>
    /// <param name="length">The number of bytes that have already arrived.</param>
    /// <param name="time">The clock.</param>
    /// <param name="requestAborted">The request's end, which cancels the pending read as well.</param>
    public BodySilence(PipeReader reader, long length, TimeProvider time, CancellationToken requestAborted)
    {
        _reader = reader;
        _time = time;
        _length = length;
        _started = _lastByte = time.GetTimestamp();
        _timer = time.CreateTimer(static silence => ((BodySilence)silence!).Cancel(), this, Longest, Timeout.InfiniteTimeSpan);
        _requestEnd = requestAborted.UnsafeRegister(static silence => ((BodySilence)silence!).Cancel(), this);
    }

    /// <summary>The time since the wait began.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_started);

    /// <summary>
    /// Called after each read: true when it has brought no byte and the silence has lasted too long. A byte restarts the wait.
    /// </summary>
    /// <param name="length">The number of bytes that have arrived by now.</param>
    public bool IsTooLong(long length)
    {
        if (length == _length)
        {
            var left = Longest - _time.GetElapsedTime(_lastByte);
            // A timer may fire a little early, and another wake-up is no silence.
            if (left > TimeSpan.Zero)
                _timer.Change(left, Timeout.InfiniteTimeSpan);
            return left <= TimeSpan.Zero;
        }
        _length = length;
        _lastByte = _time.GetTimestamp();
        _timer.Change(Longest, Timeout.InfiniteTimeSpan);
        return false;
    }

    public void Dispose()
    {
        // The server reuses a connection's reader for the next request, which a late cancellation must not reach.
        lock (_lock)
            _isDisposed = true;
        _timer.Dispose();
        _requestEnd.Dispose();
    }

    private void Cancel()
    {
        lock (_lock)
        {
            if (!_isDisposed)
                _reader.CancelPendingRead();
        }
    }
}
