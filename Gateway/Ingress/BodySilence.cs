using System.IO.Pipelines;

namespace Iris.Gateway.Ingress;

/// <summary>
/// Ends the wait for a body of which no byte has come for <see cref="Longest"/>. The server's own limit, <c>MinRequestBodyDataRate</c>, is an
/// average over the whole body: a client that has sent much at once may then be silent for hours.
/// </summary>
internal sealed class BodySilence : IDisposable
{
    /// <summary>The longest silence.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly PipeReader _reader;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private readonly long _started;
    private long _length;
    private long _lastByte;
    private bool _isDisposed;

    /// <summary>Begins to wait.</summary>
    /// <param name="reader">The body's reader. Its pending read is cancelled when the silence has lasted too long.</param>
    /// <param name="length">How many bytes are there already.</param>
    /// <param name="time">The clock.</param>
    public BodySilence(PipeReader reader, long length, TimeProvider time)
    {
        _reader = reader;
        _time = time;
        _length = length;
        _started = _lastByte = time.GetTimestamp();
        _timer = time.CreateTimer(static silence => ((BodySilence)silence!).Cancel(), this, Longest, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How long the body has been awaited.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_started);

    /// <summary>Judges a read that has ended: true when it brought nothing and the silence has lasted too long. A byte begins the wait anew.</summary>
    /// <param name="length">How many bytes are there now.</param>
    public bool IsTooLong(long length)
    {
        if (length == _length)
            return _time.GetElapsedTime(_lastByte) >= Longest;
        _length = length;
        _lastByte = _time.GetTimestamp();
        _timer.Change(Longest, Timeout.InfiniteTimeSpan);
        return false;
    }

    public void Dispose()
    {
        // The server uses a connection's reader for the next request again: a late cancellation must not reach that one.
        lock (_lock)
            _isDisposed = true;
        _timer.Dispose();
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
