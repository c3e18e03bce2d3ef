using Iris.Gateway.Calls;

namespace Iris.Gateway.Exchanges;

/// <summary>
/// Bounds the wait for a client that takes nothing of its answer. The server's own limit is an average over all bytes written, so that a client that
/// stops after some megabytes could hold its connection, and the destination's place, for hours.
/// </summary>
/// <param name="context">The exchange whose answer is sent.</param>
/// <param name="target">Receives the answer.</param>
internal sealed class ClientWait(ExchangeContext context, IAnswerTarget target) : IDisposable
{
    private readonly Lock _lock = new();
    private ExchangeDeadline? _deadline;
    private bool _isWaiting;
    private string? _expired;

    /// <summary>Starts the deadline: a flush waits for the client.</summary>
    public void Begin()
    {
        lock (_lock)
            _isWaiting = true;
        if (_deadline is not null)
        {
            _deadline.AwaitClient();
            return;
        }
        _deadline = ExchangeDeadline.ForClient(
            context.Attempt.Target.Cluster.Deadlines, context.Services.Time, context.Started, context.Attempt.ClientGone);
        _deadline.Token.UnsafeRegister(static state => ((ClientWait)state!).Expire(), this);
    }

    /// <summary>Stops the deadline: the flush has ended.</summary>
    /// <returns>The name of the expired deadline; null when none has expired.</returns>
    public string? End()
    {
        lock (_lock)
            _isWaiting = false;
        _deadline!.Pause();
        return _expired;
    }

    public void Dispose() => _deadline?.Dispose();

    // Aborts only during the flush, because the connection may serve another request afterwards. The lock keeps the flush from ending meanwhile.
    private void Expire()
    {
        lock (_lock)
        {
            if (!_isWaiting || _deadline?.Expired is not { } expired)
                return;
            _expired = expired;
            target.Abort();
        }
    }
}
