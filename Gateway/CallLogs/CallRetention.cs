using System.Data.Common;
using Iris.Gateway.Model;
using Iris.Gateway.State;

namespace Iris.Gateway.CallLogs;

/// <summary>
/// Keeps the log within its age and its bytes: it deletes a few of the oldest calls at a time, between the writes, until there is no more to delete.
/// </summary>
internal sealed class CallRetention(TimeProvider time)
{
    /// <summary>How often the oldest calls are looked at.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    // A transaction of some milliseconds.
    private const int MostAtOnce = 1000;
    // Parts of the bound: from where on it is deleted, and how far.
    private const double High = 0.9;
    private const double Low = 0.8;

    private DateTimeOffset _due;
    private long _written = long.MaxValue;
    private long _excess;

    /// <summary>Notes what was written, and deletes what must go.</summary>
    /// <param name="database">The database.</param>
    /// <param name="options">Age and bytes.</param>
    /// <param name="written">About how many bytes have come in since the last call.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task KeepAsync(StateDatabase database, LogOptions options, long written, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        _written = Tally.Add(_written, written);
        var isTooMuch = _written >= options.Bytes / 20;
        if (now < _due && !isTooMuch)
            return;
        await using var connection = await database.OpenAsync(cancellation);
        if (isTooMuch && _excess == 0)
            _excess = await ExcessAsync(database, connection, options.Bytes, cancellation);
        _written = 0;
        var old = await DeleteAsync(connection, (now - options.Retention).ToUnixTimeMilliseconds(), MostAtOnce, cancellation);
        var most = (int)Math.Min(_excess, MostAtOnce);
        var pushed = most == 0 ? 0 : await DeleteAsync(connection, long.MaxValue, most, cancellation);
        _excess = pushed < most ? 0 : _excess - pushed;
        // More of it at the next write.
        _due = old == MostAtOnce || _excess > 0 ? now : now + Interval;
        if (old + pushed > 0 && _due > now)
            await database.ShrinkAsync(connection, cancellation);
    }

    private static async Task<long> ExcessAsync(StateDatabase database, DbConnection connection, long bytes, CancellationToken cancellation)
    {
        var size = await database.SizeAsync(connection, cancellation);
        if (size <= bytes * High)
            return 0;
        var rows = await connection.CountAsync("SELECT COUNT(*) FROM iris_calls", cancellation);
        return (long)Math.Ceiling(rows * (1 - (bytes * Low / size)));
    }

    private static Task<int> DeleteAsync(DbConnection connection, long before, int most, CancellationToken cancellation) => connection.ExecuteAsync(
        null,
        "DELETE FROM iris_calls WHERE id IN (SELECT id FROM iris_calls WHERE time < @before ORDER BY time, id LIMIT @most)",
        cancellation,
        ("before", before), ("most", (long)most));
}
