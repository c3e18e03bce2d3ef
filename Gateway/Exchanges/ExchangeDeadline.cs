using Iris.Gateway.Model;

namespace Iris.Gateway.Exchanges;

/// <summary>
/// The deadlines of one leg: cancels when the answer's first byte, its next byte or the whole exchange takes too long, or when the exchange has
/// ended.
/// </summary>
/// <remarks>
/// A new phase begins with every piece of an answer, and setting a timer costs more than reading a piece. A timer that fires too early is therefore
/// left alone and set again for the rest when it fires.
/// </remarks>
internal sealed class ExchangeDeadline : IDisposable
{
    private const string Silent = "the provider was silent";
    private const string ClientSilent = "the client took nothing";

    private readonly TimeProvider _time;
    private readonly DeadlineOptions _options;
    private readonly long _exchangeStarted;
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration _registration;
    private readonly CancellationToken _exchangeEnded;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    // Counted from the start of the exchange.
    private TimeSpan _due;
    private TimeSpan _fires;
    private TimeSpan _phase;
    private string _name;
    private string _what = Silent;
    private bool _isHeld;
    private bool _disposed;

    /// <summary>Starts to wait for the first byte.</summary>
    /// <param name="options">The cluster's deadlines.</param>
    /// <param name="time">The clock.</param>
    /// <param name="exchangeStarted">The timestamp from which the total counts.</param>
    /// <param name="exchangeEnded">Ends the leg without an expired deadline.</param>
    public ExchangeDeadline(DeadlineOptions options, TimeProvider time, long exchangeStarted, CancellationToken exchangeEnded)
    {
        _options = options;
        _time = time;
        _exchangeStarted = exchangeStarted;
        _exchangeEnded = exchangeEnded;
        _phase = options.FirstByte;
        _name = nameof(options.FirstByte);
        var now = time.GetElapsedTime(exchangeStarted);
        _fires = _due = Due(now, _phase);
        _timer = time.CreateTimer(static state => ((ExchangeDeadline)state!).Fire(), this, Rest(_due, now), Timeout.InfiniteTimeSpan);
        _registration = exchangeEnded.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _source);
    }

    /// <summary>Cancelled by whichever deadline or end comes first.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>True when a deadline has expired; false when the leg still runs or only the exchange has ended.</summary>
    public bool HasExpired => _source.IsCancellationRequested && !_exchangeEnded.IsCancellationRequested;

    /// <summary>The expired deadline for messages, with its value and its name in the configuration; null when none has expired.</summary>
    public string? Expired => !HasExpired ? null : _time.GetElapsedTime(_exchangeStarted) >= _options.Total
        ? $"after {Seconds(_options.Total)} s (Images.Deadlines.Total)"
        : $"{_what} for {Seconds(_phase)} s (Images.Deadlines.{_name})";

    /// <summary>Starts to wait for a place at the destination, for as long as for a first byte; the message does not blame the provider.</summary>
    public static ExchangeDeadline ForPlace(DeadlineOptions options, TimeProvider time, long exchangeStarted, CancellationToken exchangeEnded) =>
        new(options, time, exchangeStarted, exchangeEnded) { _what = "no place was free at the destination" };

    /// <summary>
    /// Starts to wait for the first byte anew: the provider has taken another piece of the request, so that the wait counts from the request's end.
    /// Changes nothing once the answer has begun.
    /// </summary>
    public void AwaitAnswer()
    {
        if (_name == nameof(_options.FirstByte))
            Arm(_options.FirstByte, nameof(_options.FirstByte));
    }

    /// <summary>Starts to wait for the next byte of an answer that has begun.</summary>
    public void AwaitNextByte() => Arm(_options.Silence, nameof(_options.Silence));

    /// <summary>Stops the silence deadline while the gateway waits for the client and not for the provider; the total runs on.</summary>
    public void Pause()
    {
        if (_name != nameof(_options.Total))
            Arm(_options.Total, nameof(_options.Total));
    }

    /// <summary>Like <see cref="Pause"/>, until <see cref="EndHold"/>: another call's answer is read first.</summary>
    public void Hold()
    {
        _isHeld = true;
        Pause();
        lock (_lock)
        {
            if (!_disposed)
                SetTimer(_time.GetElapsedTime(_exchangeStarted));
        }
    }

    /// <summary>Begins to wait for the client to take what has been written.</summary>
    public static ExchangeDeadline ForClient(DeadlineOptions options, TimeProvider time, long exchangeStarted, CancellationToken clientGone)
    {
        var deadline = new ExchangeDeadline(options, time, exchangeStarted, clientGone);
        deadline.AwaitClient();
        return deadline;
    }

    /// <summary>Begins to wait for the client to take what has been written.</summary>
    public void AwaitClient() => Arm(_options.ClientSilence, nameof(_options.ClientSilence), ClientSilent);

    /// <summary>Starts to wait for the first byte again after <see cref="Hold"/>; otherwise changes nothing.</summary>
    public void EndHold()
    {
        if (!_isHeld)
            return;
        _isHeld = false;
        Arm(_options.FirstByte, nameof(_options.FirstByte));
    }

    /// <summary>Cancels the provider's call.</summary>
    public void Cancel() => _source.Cancel();

    public void Dispose()
    {
        lock (_lock)
            _disposed = true;
        _timer.Dispose();
        _registration.Dispose();
        _source.Dispose();
    }

    private void Arm(TimeSpan phase, string name, string what = Silent)
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            var now = _time.GetElapsedTime(_exchangeStarted);
            _phase = phase;
            _name = name;
            _what = what;
            _due = Due(now, phase);
            if (_due < _fires)
                SetTimer(now);
        }
    }

    private void Fire()
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            var now = _time.GetElapsedTime(_exchangeStarted);
            if (now < _due)
            {
                SetTimer(now);
                return;
            }
        }
        try
        {
            // Outside the lock, because callbacks of the token run here.
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The leg ended in the meantime.
        }
    }

    private void SetTimer(TimeSpan now)
    {
        _fires = _due;
        _timer.Change(Rest(_due, now), Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Due(TimeSpan now, TimeSpan phase)
    {
        var due = now + phase;
        return due < _options.Total ? due : _options.Total;
    }

    // A timer counts whole milliseconds and truncates, so that without rounding up it would fire early again and again.
    private static TimeSpan Rest(TimeSpan due, TimeSpan now) =>
        due <= now ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Ceiling((due - now).TotalMilliseconds));

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0.###");
}
