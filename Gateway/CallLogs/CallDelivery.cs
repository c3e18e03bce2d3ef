using System.Threading.Channels;
using Iris.Gateway.Calls;

namespace Iris.Gateway.CallLogs;

/// <summary>
/// Takes finished calls to one sink, behind the calls and beside the other sinks: one batch at a time, each with a deadline. A batch that fails is
/// given again, after a pause that grows.
/// </summary>
internal sealed partial class CallDelivery : IDisposable
{
    /// <summary>The most calls that wait for a sink.</summary>
    public const int MostWaiting = 10_000;

    /// <summary>The most calls of a batch.</summary>
    public const int MostAtOnce = 200;

    /// <summary>How often a batch may fail.</summary>
    public const int MostFailures = 10;

    /// <summary>How long a sink may take for a batch.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The pause after a first failure; each further one doubles it.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan MostPause = TimeSpan.FromSeconds(30);

    private readonly ICallSink _sink;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Backlog<CallRow> _backlog;
    private readonly Channel<bool> _due = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    // The first ends the pauses, the second what is under way as well.
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _stopped = new();
    private Task _loop = Task.CompletedTask;
    private Task _underWay = Task.CompletedTask;
    private int _failures;

    public CallDelivery(ICallSink sink, LineBudget lines, TimeProvider time, ILogger logger)
    {
        (_sink, _time, _logger) = (sink, time, logger);
        var subject = $"sink {sink.Name}";
        _backlog = new Backlog<CallRow>(MostWaiting, MostAtOnce, MostFailures, dropped =>
        {
            if (lines.Takes(subject))
                Log.Lost(logger, sink.Name, dropped);
        });
    }

    /// <summary>The sink's name.</summary>
    public string Name => _sink.Name;

    /// <summary>Calls that the sink has never taken.</summary>
    public long Dropped => _backlog.Dropped;

    /// <summary>Notes a call. It never waits, and never fails.</summary>
    public void Add(CallRow row)
    {
        _backlog.Add(row);
        _due.Writer.TryWrite(true);
    }

    /// <summary>Begins to deliver.</summary>
    public void Start() => _loop = RunAsync();

    /// <summary>Delivers what waits, without pauses, until a batch fails or there is no more time; what is left is dropped.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        _due.Writer.TryComplete();
        await _stopping.CancelAsync();
        await using (cancellation.UnsafeRegister(static stopped => ((CancellationTokenSource)stopped!).Cancel(), _stopped))
            await _loop;
        _backlog.DropAll();
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _stopped.Dispose();
    }

    private async Task RunAsync()
    {
        // Off the start's own thread.
        await Task.Yield();
        while (await _due.Reader.WaitToReadAsync())
        {
            _due.Reader.TryRead(out _);
            while (!_backlog.IsEmpty)
            {
                var isLast = _stopping.IsCancellationRequested;
                if (await DeliverAsync())
                    continue;
                if (isLast)
                    return;
                var pause = TimeSpan.FromTicks(Math.Min(MostPause.Ticks, FirstPause.Ticks << Math.Min(_failures - 1, 5)));
                await Task.Delay(pause, _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<bool> DeliverAsync()
    {
        using var patience = new CancellationTokenSource(Patience, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _stopped.Token);
        var token = both.Token;
        try
        {
            // A sink that goes on beyond its deadline has its one batch still.
            await _underWay.WaitAsync(token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            token.ThrowIfCancellationRequested();
            await _backlog.WriteAsync(batch =>
            {
                // A copy: the sink may keep it.
                CallRow[] calls = [.. batch];
                _underWay = Task.Run(() => _sink.WriteAsync(calls, token), token);
                return _underWay.WaitAsync(token);
            });
            if (_failures > 0)
                Log.Recovered(_logger, _sink.Name);
            _failures = 0;
            return true;
        }
        catch (Exception e)
        {
            if (_failures++ == 0)
            {
                Log.Failed(_logger, _sink.Name, patience.IsCancellationRequested
                    ? $"it has not ended within {Patience.TotalSeconds} s"
                    : _stopped.IsCancellationRequested ? "the time to stop is over" : ApplicationFault.Describe(e));
            }
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "finished calls cannot be given to {Sink}: {Reason}. They wait, and it is tried again.", EventName = "SinkFailed")]
        public static partial void Failed(ILogger logger, string sink, string reason);

        [LoggerMessage(2, LogLevel.Information, "finished calls are taken by {Sink} again", EventName = "SinkRecovered")]
        public static partial void Recovered(ILogger logger, string sink);

        [LoggerMessage(3, LogLevel.Warning, "{Dropped} finished calls are lost for {Sink} since the start", EventName = "SinkLost")]
        public static partial void Lost(ILogger logger, string sink, long dropped);
    }
}
