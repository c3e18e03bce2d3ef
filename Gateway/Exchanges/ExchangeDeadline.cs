using Iris.Gateway.Model;

namespace Iris.Gateway.Exchanges;

/// <summary>
/// The clock of one leg: cancels when the answer's first byte, the next byte or the whole exchange takes too long, or when the
/// exchange has ended.
/// </summary>
/// <remarks>
/// A phase begins with every piece of an answer, and a timer costs more than a piece: one that is set too early is left alone and, when it
/// fires, set for the rest.
/// </remarks>
internal sealed class ExchangeDeadline : IDisposable
{
    private const string Silent = "the provider was silent";

    private readonly TimeProvider _time;
    private readonly DeadlineOptions _options;
    private readonly long _exchangeStarted;
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration _registration;
    private readonly CancellationToken _exchangeEnded;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    // Since the exchange began.
    private TimeSpan _due;
    private TimeSpan _fires;
    private TimeSpan _phase;
    private string _name;
    private string _what = Silent;
    private bool _isHeld;
    private bool _disposed;

    /// <summary>Begins to wait for the first byte.</summary>
    /// <param name="options">Values of the cluster.</param>
    /// <param name="time">The clock.</param>
    /// <param name="exchangeStarted">Timestamp from which the total counts.</param>
    /// <param name="exchangeEnded">Ends the leg without its time having run out.</param>
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

    /// <summary>Cancelled by whichever comes first.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>True when time has run out, false when nothing or only the exchange's own end has ended the leg.</summary>
    public bool HasExpired => _source.IsCancellationRequested && !_exchangeEnded.IsCancellationRequested;

    /// <summary>Names the deadline that has expired, for the message: value and member of the configuration; null where none has.</summary>
    public string? Expired => !HasExpired ? null : _time.GetElapsedTime(_exchangeStarted) >= _options.Total
        ? $"after {Seconds(_options.Total)} s (Images.Deadlines.Total)"
        : $"{_what} for {Seconds(_phase)} s (Images.Deadlines.{_name})";

    /// <summary>Begins to wait for a place at the destination, for as long as for a first byte; that is no silence of the provider's.</summary>
    public static ExchangeDeadline ForPlace(DeadlineOptions options, TimeProvider time, long exchangeStarted, CancellationToken exchangeEnded) =>
        new(options, time, exchangeStarted, exchangeEnded) { _what = "no place was free at the destination" };

    /// <summary>Begins to wait for the next byte of an answer that has begun.</summary>
    public void AwaitNextByte() => Arm(_options.Silence, nameof(_options.Silence));

    /// <summary>Stops the clock of silence while the client, not the provider, is awaited; the total runs on.</summary>
    public void Pause()
    {
        if (_name != nameof(_options.Total))
            Arm(_options.Total, nameof(_options.Total));
    }

    /// <summary>As <see cref="Pause"/>, for longer: another call's answer is read first, until <see cref="EndHold"/>.</summary>
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

    /// <summary>Begins to wait for the first byte anew where <see cref="Hold"/> has stopped the clock; else it runs on as it does.</summary>
    public void EndHold()
    {
        if (!_isHeld)
            return;
        _isHeld = false;
        Arm(_options.FirstByte, nameof(_options.FirstByte));
    }

    /// <summary>Ends the provider's call.</summary>
    public void Cancel() => _source.Cancel();

    public void Dispose()
    {
        lock (_lock)
            _disposed = true;
        _timer.Dispose();
        _registration.Dispose();
        _source.Dispose();
    }

    private void Arm(TimeSpan phase, string name)
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            var now = _time.GetElapsedTime(_exchangeStarted);
            _phase = phase;
            _name = name;
            _what = Silent;
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
            // Not under the lock: what waits for this runs here.
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The leg has ended in the meantime.
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

    // A timer counts in whole milliseconds and cuts the rest off, which would let it fire early, again and again.
    private static TimeSpan Rest(TimeSpan due, TimeSpan now) =>
        due <= now ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Ceiling((due - now).TotalMilliseconds));

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0.###");
}
