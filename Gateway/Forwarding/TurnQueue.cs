using System.Threading.Channels;

namespace Iris.Gateway.Forwarding;

/// <summary>
/// Where the calls of an exchange meet the stream that reads them: answers that have begun come in, in order of arrival, and
/// the failures of calls that have none.
/// </summary>
internal sealed class TurnQueue
{
    private readonly Channel<LegTurn> _turns = Channel.CreateUnbounded<LegTurn>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _lock = new();
    private readonly List<ExchangeFailure> _failures = [];
    private int _running;
    private int _inLine;

    /// <summary>Makes a queue for so many calls.</summary>
    public TurnQueue(int calls) => _running = calls;

    /// <summary>Puts an answer in line.</summary>
    public void Enqueue(LegTurn turn)
    {
        lock (_lock)
        {
            // Whoever waits for another call's picture to be read is not silent.
            if (_inLine++ > 0)
            {
                turn.HasWaited = true;
                turn.Deadline.Pause();
            }
        }
        _turns.Writer.TryWrite(turn);
    }

    /// <summary>The next answer; null when every call has ended.</summary>
    public async Task<LegTurn?> DequeueAsync()
    {
        while (await _turns.Reader.WaitToReadAsync())
        {
            if (_turns.Reader.TryRead(out var turn))
                return turn;
        }
        return null;
    }

    /// <summary>The answer has been read.</summary>
    public void EndTurn(LegTurn turn)
    {
        lock (_lock)
            _inLine--;
        turn.EndRead();
    }

    /// <summary>A call has ended, with a failure unless null.</summary>
    public void EndCall(ExchangeFailure? failure)
    {
        lock (_lock)
        {
            if (failure is { } known)
                _failures.Add(known);
            if (--_running == 0)
                _turns.Writer.TryComplete();
        }
    }

    /// <summary>Takes the failures that have come since the last time.</summary>
    public ExchangeFailure[] TakeFailures()
    {
        lock (_lock)
        {
            if (_failures.Count == 0)
                return [];
            var failures = _failures.ToArray();
            _failures.Clear();
            return failures;
        }
    }
}
