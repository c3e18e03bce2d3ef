using System.Threading.Tasks.Sources;
using Iris.Gateway.Calls;

namespace Iris.Gateway.Exchanges;

/// <summary>
/// The queue between the calls of an exchange and the pump: it takes answers that have begun, in order of arrival, and the failures of calls
/// without an answer.
/// </summary>
/// <remarks>The one reader continues on the thread that adds a turn, without the thread pool.</remarks>
internal sealed class TurnQueue : IValueTaskSource<LegTurn?>
{
    private readonly Lock _lock = new();
    private ManualResetValueTaskSourceCore<LegTurn?> _arrival;
    private bool _isAwaited;
    private LegTurn? _first;
    private LegTurn? _last;
    private List<CallFailure>? _failures;
    private int _running;
    private int _inLine;

    /// <summary>Creates a queue for a number of calls.</summary>
    public TurnQueue(int calls) => _running = Calls = calls;

    /// <summary>The number of calls of the exchange.</summary>
    public int Calls { get; }

    /// <summary>Adds an answer to the queue.</summary>
    public void Enqueue(LegTurn turn)
    {
        lock (_lock)
        {
            // While an answer waits for another one to be read, its provider does not count as silent.
            if (_inLine++ > 0)
                turn.Body.Deadline.Hold();
            if (!_isAwaited)
            {
                if (_last is null)
                    _first = turn;
                else
                    _last.Following = turn;
                _last = turn;
                return;
            }
            _isAwaited = false;
        }
        _arrival.SetResult(turn);
    }

    /// <summary>True when <see cref="DequeueAsync"/> would not wait.</summary>
    public bool IsReady
    {
        get
        {
            lock (_lock)
                return _first is not null || _running == 0;
        }
    }

    /// <summary>The next answer; null when every call has ended. Called again only after the previous call has returned its answer.</summary>
    public ValueTask<LegTurn?> DequeueAsync()
    {
        lock (_lock)
        {
            if (_first is { } turn)
            {
                _first = turn.Following;
                if (_first is null)
                    _last = null;
                return new ValueTask<LegTurn?>(turn);
            }
            if (_running == 0)
                return default;
            _isAwaited = true;
            _arrival.Reset();
            return new ValueTask<LegTurn?>(this, _arrival.Version);
        }
    }

    /// <summary>
    /// Ends a turn that was taken from the queue. Its call continues and releases the body only when no read of the body is running, because
    /// another call then gets the connection.
    /// </summary>
    public void EndTurn(LegTurn turn)
    {
        if (turn.Body.TakeReading() is { } reading)
        {
            // The rest of the answer is not needed.
            turn.Body.Deadline.Cancel();
            _ = EndAfterAsync(turn, reading);
        }
        else
        {
            EndNow(turn);
        }
    }

    /// <summary>Ends a call, with a failure unless null.</summary>
    public void EndCall(CallFailure? failure)
    {
        lock (_lock)
        {
            if (failure is { } known)
                (_failures ??= []).Add(known);
            if (--_running > 0 || !_isAwaited)
                return;
            _isAwaited = false;
        }
        _arrival.SetResult(null);
    }

    /// <summary>Returns the failures since the last call of this method.</summary>
    public CallFailure[] TakeFailures()
    {
        lock (_lock)
        {
            if (_failures is null)
                return [];
            var failures = _failures.ToArray();
            _failures = null;
            return failures;
        }
    }

    private async Task EndAfterAsync(LegTurn turn, Task reading)
    {
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        EndNow(turn);
    }

    private void EndNow(LegTurn turn)
    {
        lock (_lock)
            _inLine--;
        turn.EndRead();
    }

    LegTurn? IValueTaskSource<LegTurn?>.GetResult(short token) => _arrival.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<LegTurn?>.GetStatus(short token) => _arrival.GetStatus(token);

    void IValueTaskSource<LegTurn?>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _arrival.OnCompleted(continuation, state, token, flags);
}
