using System.Data.Common;
using System.Runtime.CompilerServices;
using Iris.Gateway.State;

namespace Iris.Gateway.CallLogs;

/// <summary>By what a list of calls is sorted.</summary>
internal enum CallOrder
{
    /// <summary>Their arrival.</summary>
    Timestamp,
    /// <summary>How long they took.</summary>
    Latency,
    /// <summary>Tokens in and out.</summary>
    Tokens,
    /// <summary>What they cost; unknown is least.</summary>
    Cost,
}

/// <summary>By what calls are summed up.</summary>
internal enum CallGrouping
{
    /// <summary>Spans of time.</summary>
    Time,
    /// <summary>The cluster.</summary>
    Provider,
    /// <summary>Cluster and model.</summary>
    Model,
    /// <summary>The key.</summary>
    Key,
    /// <summary>The group.</summary>
    Group,
    /// <summary>The operation.</summary>
    Object,
}

/// <summary>Questions about the log of calls, wherever it is kept.</summary>
internal sealed class CallQueries(StateService state, CallLog log, TimeProvider time)
{
    /// <summary>The most buckets of an answer.</summary>
    public const int MostBuckets = 1000;

    private const int RowsAtOnce = 500;

    // A question may look at every row that there is.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly StateDatabase? _database = state.Database ?? (log.Ring is { } ring ? new RingDatabase(ring) : null);

    /// <summary>Whether the log can be asked.</summary>
    public bool IsConnected => _database is not null && state.IsReachable;

    /// <summary>A page of the list.</summary>
    /// <exception cref="StateException">The store cannot be reached.</exception>
    public Task<List<CallRow>> ListAsync(CallFilter filter, CallOrder order, bool ascending, long limit, long offset, CancellationToken cancellation)
    {
        var condition = new CallCondition(filter);
        var direction = ascending ? "ASC" : "DESC";
        var by = order switch
        {
            CallOrder.Latency => $"total_ms {direction}, ",
            CallOrder.Tokens => $"{CallCondition.Tokens} {direction}, ",
            CallOrder.Cost => $"COALESCE(cost_nano, -1) {direction}, ",
            _ => "",
        };
        return ReadAsync(
            $"SELECT {CallTable.All} FROM iris_calls{condition.Where} ORDER BY {by}time {direction}, id {direction} LIMIT @limit OFFSET @offset",
            condition.With(("limit", limit), ("offset", offset)), CallTable.Read, cancellation);
    }

    /// <summary>The call with this id; else the latest with this request id; null for none.</summary>
    /// <exception cref="StateException">The store cannot be reached.</exception>
    public async Task<CallRow?> FindAsync(string id, CancellationToken cancellation)
    {
        var found = await ReadAsync($"SELECT {CallTable.All} FROM iris_calls WHERE id = @id", [("id", id)], CallTable.Read, cancellation);
        return found.Count > 0
            ? found[0]
            : (await ListAsync(new CallFilter { RequestId = id }, CallOrder.Timestamp, false, 1, 0, cancellation)).FirstOrDefault();
    }

    /// <summary>The sums of all calls that fit.</summary>
    /// <exception cref="StateException">The store cannot be reached.</exception>
    public async Task<CallSums> SumAsync(CallFilter filter, CancellationToken cancellation)
    {
        var condition = new CallCondition(filter);
        return (await ReadAsync($"SELECT {CallSums.Columns} FROM iris_calls{condition.Where}", condition.With(), static reader => CallSums.Read(reader, 0), cancellation)).FirstOrDefault();
    }

    /// <summary>Sums by spans of time, as long as this one, in order; those without a call are left out.</summary>
    /// <exception cref="StateException">The store cannot be reached.</exception>
    public Task<List<(long Start, CallSums Sums)>> SumByTimeAsync(CallFilter filter, long milliseconds, CancellationToken cancellation)
    {
        var condition = new CallCondition(filter);
        return ReadAsync(
            $"SELECT (time / @width) * @width, {CallSums.Columns} FROM iris_calls{condition.Where} GROUP BY 1 ORDER BY 1 LIMIT @most",
            condition.With(("width", milliseconds), ("most", (long)MostBuckets)), static reader =>
                (reader.GetInt64(0), CallSums.Read(reader, 1)), cancellation);
    }

    /// <summary>Sums by a name, those with the most calls first.</summary>
    /// <exception cref="StateException">The store cannot be reached.</exception>
    public Task<List<(string? Name, CallSums Sums)>> SumByNameAsync(
        CallFilter filter, CallGrouping grouping, long most, CancellationToken cancellation)
    {
        var condition = new CallCondition(filter);
        var name = grouping switch
        {
            CallGrouping.Provider => "provider",
            CallGrouping.Model => "COALESCE(provider, '') || '/' || COALESCE(model, '')",
            CallGrouping.Key => "key_name",
            CallGrouping.Group => "group_name",
            _ => "operation",
        };
        return ReadAsync(
            $"SELECT {name}, {CallSums.Columns} FROM iris_calls{condition.Where} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT @most",
            condition.With(("most", most)), static reader => (reader.IsDBNull(0) ? null : reader.GetString(0), CallSums.Read(reader, 1)), cancellation);
    }

    /// <summary>
    /// All calls that fit, the latest first, in pieces. Between two of them no question is open: a reader that is slow must not keep a database from
    /// tidying up.
    /// </summary>
    /// <exception cref="StateException">The store cannot be reached.</exception>
    public async IAsyncEnumerable<List<CallRow>> ReadAllAsync(CallFilter filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            var rows = await ListAsync(filter, CallOrder.Timestamp, false, RowsAtOnce, 0, cancellation);
            if (rows.Count > 0)
                yield return rows;
            if (rows.Count < RowsAtOnce)
                yield break;
            filter = filter with { Before = (rows[^1].Time, rows[^1].Id) };
        }
    }

    private async Task<List<T>> ReadAsync<T>(
        string sql, (string Name, object? Value)[] values, Func<DbDataReader, T> read, CancellationToken cancellation)
    {
        if (_database is not { } database)
            return [];
        return await database.WithinAsync(Patience, time, stop => database.ListAsync(sql, read, stop, values), cancellation);
    }
}
