using Iris.Gateway.Configuration;

namespace Iris.Gateway.Forwarding;

/// <summary>
/// The clock of one exchange: cancels when the answer's first byte, the next byte or the whole takes too long, or when the
/// client is gone.
/// </summary>
internal sealed class ExchangeDeadline : IDisposable
{
    private readonly TimeProvider _time;
    private readonly DeadlineOptions _options;
    private readonly long _started;
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _registration;
    private readonly CancellationToken _clientGone;
    private TimeSpan _phase;
    private string _name;

    public ExchangeDeadline(DeadlineOptions options, TimeProvider time, CancellationToken clientGone)
    {
        _options = options;
        _time = time;
        _started = time.GetTimestamp();
        _clientGone = clientGone;
        _phase = options.FirstByte;
        _name = nameof(options.FirstByte);
        _source = new CancellationTokenSource(Remaining(), time);
        _registration = clientGone.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _source);
    }

    /// <summary>Cancelled by whichever comes first.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>True when time has run out, false when nothing or only the client has ended the exchange.</summary>
    public bool HasExpired => _source.IsCancellationRequested && !_clientGone.IsCancellationRequested;

    /// <summary>Names the deadline that has expired, for the message: value and member of the configuration.</summary>
    public string Expired => _time.GetElapsedTime(_started) >= _options.Total
        ? $"after {Seconds(_options.Total)} s (Images.Deadlines.Total)"
        : $"the provider was silent for {Seconds(_phase)} s (Images.Deadlines.{_name})";

    /// <summary>Begins to wait for the next byte of an answer that has begun.</summary>
    public void AwaitNextByte()
    {
        _phase = _options.Silence;
        _name = nameof(_options.Silence);
        Arm();
    }

    /// <summary>Stops the clock of silence while the client, not the provider, is awaited; the total runs on.</summary>
    public void Pause()
    {
        _phase = _options.Total;
        Arm();
    }

    /// <summary>Ends the provider's call.</summary>
    public void Cancel() => _source.Cancel();

    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }

    private void Arm()
    {
        if (!_source.IsCancellationRequested)
            _source.CancelAfter(Remaining());
    }

    private TimeSpan Remaining()
    {
        var total = _options.Total - _time.GetElapsedTime(_started);
        if (total < TimeSpan.Zero)
            total = TimeSpan.Zero;
        return _phase < total ? _phase : total;
    }

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0.###");
}
