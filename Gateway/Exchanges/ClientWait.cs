using Iris.Gateway.Calls;

namespace Iris.Gateway.Exchanges;

/// <summary>
/// Bounds the wait for a client that takes nothing of its answer. The server's own limit is an average over all that was written, so that a client
/// that stops behind some megabytes could hold its connection, and the destination's place, for hours.
/// </summary>
/// <param name="context">Whose answer it is.</param>
/// <param name="target">Where it goes.</param>
internal sealed class ClientWait(ExchangeContext context, IAnswerTarget target) : IDisposable
{
    private readonly Lock _lock = new();
    private ExchangeDeadline? _deadline;
    private bool _isWaiting;
    private string? _expired;

    /// <summary>A flush has begun that waits for the client.</summary>
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

    /// <summary>The flush has ended.</summary>
    /// <returns>Names the deadline that has expired; null where none has.</returns>
    public string? End()
    {
        lock (_lock)
            _isWaiting = false;
        _deadline!.Pause();
        return _expired;
    }

    public void Dispose() => _deadline?.Dispose();

    // Only while the flush is under way: the connection may serve another request afterwards. Under the lock, so that the flush cannot end meanwhile.
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
