using System.Collections.Concurrent;
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

    private readonly ConcurrentQueue<CallRow> _waiting = new();
    private readonly List<CallRow> _batch = new(MostAtOnce);
    private readonly CallRetention _retention;
    private readonly CurrentSnapshot _snapshot;
    private readonly LineBudget _lines;
    private readonly ILogger<CallLog> _logger;
    private readonly bool _isStored;
    private readonly SemaphoreSlim _writing = new(1);
    private int _count;
    private int _failures;
    private long _dropped;

    public CallLog(ProxyConfiguration configuration, CurrentSnapshot snapshot, LineBudget lines, IMeterFactory meters, TimeProvider time,
        ILogger<CallLog> logger)
    {
        var images = configuration.Snapshot.Images;
        (_snapshot, _lines, _logger) = (snapshot, lines, logger);
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
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Notes a call. It never waits, and never fails.</summary>
    public void Add(CallRow row)
    {
        if (!_isStored)
        {
            Ring?.Add(row);
        }
        else if (Interlocked.Increment(ref _count) <= MostWaiting)
        {
            _waiting.Enqueue(row);
        }
        else
        {
            Interlocked.Decrement(ref _count);
            Drop(1);
        }
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
            while (_batch.Count > 0 || !_waiting.IsEmpty)
                written += await WriteBatchAsync(database, cancellation);
            await _retention.KeepAsync(database, _snapshot().Images.Log, written, cancellation);
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();

    private async Task<long> WriteBatchAsync(StateDatabase database, CancellationToken cancellation)
    {
        while (_batch.Count < MostAtOnce && _waiting.TryDequeue(out var row))
            _batch.Add(row);
        try
        {
            await using var connection = await database.OpenAsync(cancellation);
            await using var transaction = await database.BeginWriteAsync(connection, cancellation);
            await CallTable.InsertAsync(connection, transaction, _batch, cancellation);
            await transaction.CommitAsync(cancellation);
        }
        catch
        {
            if (++_failures >= MostFailures)
            {
                Drop(_batch.Count);
                Forget();
            }
            throw;
        }
        var written = _batch.Sum(row => row.Weight);
        Forget();
        return written;
    }

    private void Forget()
    {
        Interlocked.Add(ref _count, -_batch.Count);
        _batch.Clear();
        _failures = 0;
    }

    private void Drop(int rows)
    {
        var dropped = Interlocked.Add(ref _dropped, rows);
        if (_lines.Takes(Subject))
            Log.Lost(_logger, dropped);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The log of calls cannot be written: {Dropped} calls are lost for it since the start.", EventName = "CallsLost")]
        public static partial void Lost(ILogger logger, long dropped);
    }
}
