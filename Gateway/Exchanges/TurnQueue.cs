using System.Threading.Tasks.Sources;
using Iris.Gateway.Calls;

namespace Iris.Gateway.Exchanges;

/// <summary>
/// Where the calls of an exchange meet the stream that reads them: answers that have begun come in, in order of arrival, and
/// the failures of calls that have none.
/// </summary>
/// <remarks>The reader goes on where a turn arrives, without a detour over the thread pool. There is one reader.</remarks>
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

    /// <summary>Makes a queue for so many calls.</summary>
    public TurnQueue(int calls) => _running = Calls = calls;

    /// <summary>How many calls the exchange has.</summary>
    public int Calls { get; }

    /// <summary>Puts an answer in line.</summary>
    public void Enqueue(LegTurn turn)
    {
        lock (_lock)
        {
            // A provider whose answer waits until another one has been read is not silent.
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

    /// <summary>The next answer; null when every call has ended. Asked again only after the last one asked for has come.</summary>
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
    /// Ends a turn that was taken from here. Its call goes on, and releases the body, only when no read of the body is under way any more: the
    /// connection goes to whoever asks next.
    /// </summary>
    public void EndTurn(LegTurn turn)
    {
        if (turn.Body.TakeReading() is { } reading)
        {
            // Nobody wants the rest.
            turn.Body.Deadline.Cancel();
            _ = EndAfterAsync(turn, reading);
        }
        else
        {
            EndNow(turn);
        }
    }

    /// <summary>A call has ended, with a failure unless null.</summary>
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

    /// <summary>Takes the failures that have come since the last time.</summary>
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
