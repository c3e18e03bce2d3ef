using System.Threading.Channels;
using Iris.Gateway.Calls;
using Iris.Gateway.Configuration;
using Iris.Gateway.Model;
using Iris.Transforms;
using Iris.Transforms.Prices;

namespace Iris.Gateway.Hosting;

/// <summary>
/// Reads an application's prices into the book that calls look into: before the gateway listens, and again when their time is over or the application
/// says so. Whatever fails is logged once and tried again; what was read before stays in force.
/// </summary>
/// <param name="prices">The application's source.</param>
/// <param name="book">Receives the prices.</param>
/// <param name="catalog">The providers whose rows a price may refer to.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class AddedPrices(ImagePrices prices, PriceBook book, ProviderCatalog catalog, TimeProvider time, ILogger<AddedPrices> logger)
    : IHostedService, IDisposable
{
    /// <summary>How long a reading may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The most rows of a source: a lookup goes through those of a cluster.</summary>
    public const int MostRows = 1000;

    private static readonly TimeSpan RetryInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LeastInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostInterval = TimeSpan.FromDays(1);
    // A list that is wrong as a whole would fill the log.
    private const int MostFaults = 20;

    private readonly Channel<bool> _due = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private HashSet<string> _faults = [];
    private Task<IReadOnlyDictionary<string, ImagePrice>>? _reading;
    private Task _loop = Task.CompletedTask;
    private ITimer? _timer;
    private TimeSpan _interval;
    private bool _isFailing;

    private string Name => prices.GetType().Name;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _interval = prices.Interval;
        _timer = time.CreateTimer(static due => ((ChannelWriter<bool>)due!).TryWrite(true), _due.Writer, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        prices.OnRefresh(() => _due.Writer.TryWrite(true));
        await ReadAsync(cancellationToken);
        _loop = RunAsync();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        prices.OnRefresh(null);
        await _stop.CancelAsync();
        await _loop;
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (await _due.Reader.WaitToReadAsync(_stop.Token))
            {
                _due.Reader.TryRead(out _);
                await ReadAsync(_stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The application ends.
        }
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            // A reading that has not ended in its time is not doubled: the next turn waits for it.
            var token = both.Token;
            _reading ??= Task.Run(() => prices.ReadAsync(token).AsTask(), token);
            Take(await _reading.WaitAsync(token));
            if (_isFailing)
                Log.Recovered(logger, Name);
            _isFailing = false;
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (Exception e)
        {
            if (!_isFailing)
                Log.Failed(logger, Name, patience.IsCancellationRequested ? $"it has not ended within {Patience.TotalSeconds} s" : ApplicationFault.Describe(e));
            _isFailing = true;
        }
        if (_reading is { IsCompleted: true })
            _reading = null;
        _timer?.Change(_isFailing ? RetryOf(_interval) : IntervalOf(_interval), Timeout.InfiniteTimeSpan);
    }

    private void Take(IReadOnlyDictionary<string, ImagePrice>? read)
    {
        var given = read?.Take(MostRows + 1).ToArray() ?? throw new InvalidOperationException("ReadAsync has returned null.");
        if (given.Length > MostRows)
            throw new InvalidOperationException($"ReadAsync has returned more than {MostRows} rows.");
        var (rows, faults) = (new List<(string, PriceRow)>(given.Length), new HashSet<string>(StringComparer.Ordinal));
        foreach (var (name, price) in given)
        {
            if (AddedPriceRow.Read(name, price, catalog, out var fault) is { } row)
                rows.Add((ModelPattern.Of(name).Cluster, row));
            else
                faults.Add($"\"{PrintableText.Of(name)}\": {fault}");
        }
        book.Replace(rows);
        foreach (var fault in faults.Except(_faults).Take(MostFaults))
            Log.Wrong(logger, Name, fault);
        _faults = faults;
    }

    private static TimeSpan RetryOf(TimeSpan interval) => interval < TimeSpan.Zero || interval > RetryInterval ? RetryInterval : IntervalOf(interval);

    private static TimeSpan IntervalOf(TimeSpan interval) => interval == Timeout.InfiniteTimeSpan
        ? interval
        : TimeSpan.FromTicks(Math.Clamp(interval.Ticks, LeastInterval.Ticks, MostInterval.Ticks));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "the prices of {Source} cannot be read: {Reason}. What was read before stays in force, and it is tried again.", EventName = "PricesFailed")]
        public static partial void Failed(ILogger logger, string source, string reason);

        [LoggerMessage(2, LogLevel.Information, "the prices of {Source} can be read again", EventName = "PricesRecovered")]
        public static partial void Recovered(ILogger logger, string source);

        [LoggerMessage(3, LogLevel.Warning, "a price of {Source} is not used, and the next source counts: {Fault}", EventName = "PriceRefused")]
        public static partial void Wrong(ILogger logger, string source, string fault);
    }
}
