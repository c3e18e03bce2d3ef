using System.Diagnostics.Metrics;
using Iris.Gateway.Calls;
using Iris.Gateway.Configuration;
using Iris.Gateway.Model;
using Iris.Gateway.State;

namespace Iris.Gateway.CallLogs;

/// <summary>
/// The log of calls. A call leaves its row here and goes on; rows are written behind it, many in one transaction. Where that fails, some wait for the
/// next time, and more are dropped and counted. Without a store the management API finds the last ones in memory; without either nothing is kept.
/// </summary>
internal sealed partial class CallLog : IStateWriter, IDisposable
{
    /// <summary>The most rows that wait to be written: what a busy gateway makes in a minute.</summary>
    public const int MostWaiting = 10_000;

    // A transaction of some milliseconds: a machine that has no time for it still gets on, piece by piece.
    private const int MostAtOnce = 200;
    // Rows that a store has refused so often, while others wait, are rows that it will never take.
    private const int MostFailures = 100;
    private const string Subject = "log of calls";

    private readonly Backlog<CallRow> _backlog;
    private readonly CallRetention _retention;
    private readonly CurrentSnapshot _snapshot;
    private readonly bool _isStored;
    private readonly SemaphoreSlim _writing = new(1);

    public CallLog(ProxyConfiguration configuration, CurrentSnapshot snapshot, LineBudget lines, IMeterFactory meters, TimeProvider time,
        ILogger<CallLog> logger)
    {
        var images = configuration.Snapshot.Images;
        _snapshot = snapshot;
        _backlog = new Backlog<CallRow>(MostWaiting, MostAtOnce, MostFailures, dropped =>
        {
            if (lines.Takes(Subject))
                Log.Lost(logger, dropped);
        });
        _retention = new CallRetention(time);
        _isStored = images.State is not { Sqlite: null, Postgres: null };
        Ring = !_isStored && images.Admin is not null ? new CallRing() : null;
        if (_isStored)
            meters.Create("Iris.Gateway").CreateObservableCounter("iris.log.dropped", () => Dropped, "{call}", "Calls that the log of calls has lost.");
    }

    /// <summary>The last calls, where no store keeps them; null where one does, and where nobody could ask for them.</summary>
    public CallRing? Ring { get; }

    /// <summary>Whether calls are noted now.</summary>
    public bool IsKept => (_isStored || Ring is not null) && _snapshot().Images.Log.Enabled;

    /// <summary>Calls that were lost, because the store could not take them.</summary>
    public long Dropped => _backlog.Dropped;

    /// <summary>Notes a call. It never waits, and never fails.</summary>
    public void Add(CallRow row)
    {
        if (_isStored)
            _backlog.Add(row);
        else
            Ring?.Add(row);
    }

    /// <inheritdoc/>
    public async Task FlushAsync(StateDatabase database, CancellationToken cancellation)
    {
        if (!_isStored)
            return;
        await _writing.WaitAsync(cancellation);
        try
        {
            long written = 0;
            while (!_backlog.IsEmpty)
                await _backlog.WriteAsync(async batch => written += await InsertAsync(database, batch, cancellation));
            await _retention.KeepAsync(database, _snapshot().Images.Log, written, cancellation);
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();

    private static async Task<long> InsertAsync(StateDatabase database, IReadOnlyList<CallRow> batch, CancellationToken cancellation)
    {
        await using var connection = await database.OpenAsync(cancellation);
        await using var transaction = await database.BeginWriteAsync(connection, cancellation);
        await CallTable.InsertAsync(connection, transaction, batch, cancellation);
        await transaction.CommitAsync(cancellation);
        return batch.Sum(row => row.Weight);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The log of calls cannot be written: {Dropped} calls are lost for it since the start.", EventName = "CallsLost")]
        public static partial void Lost(ILogger logger, long dropped);
    }
}
