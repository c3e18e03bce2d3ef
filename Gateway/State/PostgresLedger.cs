using System.Collections.Concurrent;
using System.Data.Common;
using Iris.Gateway.Model.Access;

namespace Iris.Gateway.State;

/// <summary>
/// Counts in a database that several instances share. A reservation is one transaction that locks the counters it is about, always in the same order;
/// settled usage is written in groups. What a call holds ends with its instance: an instance that no longer renews what it holds has ended.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="owner">The instance; no two that share the database may have the same name.</param>
/// <param name="time">The clock.</param>
internal sealed class PostgresLedger(StateDatabase database, string owner, TimeProvider time) : ILedger
{
    /// <summary>The longest wait for the database.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>How long what an instance holds outlives its last sign of life.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(20);

    // What cannot be written while the database is away: some minutes of a busy gateway.
    private const int MostUnwritten = 100_000;

    private readonly ConcurrentDictionary<string, UsageId[]> _holds = [];
    private readonly ConcurrentQueue<Settlement> _settled = new();
    private DateTimeOffset _renewed;

    /// <inheritdoc/>
    public bool IsDurable => true;

    /// <summary>Settlements that could not be kept, because the database was away for too long.</summary>
    public long Lost { get; private set; }

    /// <inheritdoc/>
    public async ValueTask<Reservation> ReserveAsync(string id, IReadOnlyList<Demand> demands, CancellationToken cancellation) => await WithinAsync(async stop =>
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenAsync(stop);
        await using var transaction = await database.BeginWriteAsync(connection, stop);
        var accounts = await SharedCounters.LockAsync(connection, transaction, id, [.. demands.Select(demand => demand.Counter)], now, stop);
        List<Violation>? violations = null;
        foreach (var demand in demands)
        {
            if (accounts[demand.Counter.Id].Tally.Judge(demand, accounts[demand.Counter.Id].Reserved) is { } violation)
                (violations ??= []).Add(violation);
        }
        if (violations is null)
        {
            foreach (var demand in demands)
            {
                var account = accounts[demand.Counter.Id];
                if (Tally.IsSpentAtOnce(demand.Counter.Kind))
                    account.Tally.Used = Tally.Add(account.Tally.Used, demand.Amount);
                else
                    account.Own = demand.Amount;
            }
            await SharedCounters.WriteAsync(connection, transaction, accounts.Values, stop);
            Demand[] held = [.. demands.Where(demand => !Tally.IsSpentAtOnce(demand.Counter.Kind))];
            await SharedCounters.HoldAsync(connection, transaction, new Holding(id, owner, now + Lease), held, stop);
            await transaction.CommitAsync(stop);
            UsageId[] ids = [.. held.Select(demand => demand.Counter.Id)];
            _holds.AddOrUpdate(id, ids, (_, known) => [.. known.Union(ids)]);
        }
        return new Reservation(violations ?? [], [.. demands.Select(demand => accounts[demand.Counter.Id].Read(demand.Counter))]);
    }, cancellation);

    /// <inheritdoc/>
    public void Settle(string id, in Spent spent)
    {
        if (!_holds.TryRemove(id, out var counters))
            return;
        if (_settled.Count >= MostUnwritten)
            Lost++;
        else
            _settled.Enqueue(new Settlement(id, counters, spent));
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<UsageReading>> ReadAsync(IReadOnlyList<UsageCounter> counters, CancellationToken cancellation)
    {
        if (counters.Count == 0)
            return [];
        return await WithinAsync<IReadOnlyList<UsageReading>>(async stop =>
        {
            await using var connection = await database.OpenAsync(stop);
            await using var transaction = await database.BeginWriteAsync(connection, stop);
            var accounts = await SharedCounters.LockAsync(connection, transaction, "", counters, time.GetUtcNow(), stop);
            return [.. counters.Select(counter => accounts[counter.Id].Read(counter))];
        }, cancellation);
    }

    /// <inheritdoc/>
    public ValueTask ResetAsync(UsageCounter counter, CancellationToken cancellation) =>
        ChangeAsync(counter, static account => account.Tally.Used = 0, cancellation);

    /// <inheritdoc/>
    public ValueTask RaiseAsync(UsageCounter counter, long extra, int windows, CancellationToken cancellation) =>
        ChangeAsync(counter, account => (account.Tally.Extra, account.Tally.ExtraWindows) = (extra, extra == 0 ? 0 : windows), cancellation);

    /// <summary>Writes what has been settled, and renews what is held. What cannot be written is tried again with the next call.</summary>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var isDue = now - _renewed >= Lease / 4 && !_holds.IsEmpty;
        if (_settled.IsEmpty && !isDue)
            return;
        await using var connection = await database.OpenAsync(cancellation);
        if (isDue)
        {
            await connection.ExecuteAsync(null, "UPDATE iris_holds SET expires = @expires WHERE owner = @owner AND call = ANY(@calls)", cancellation,
                ("expires", (now + Lease).ToUnixTimeMilliseconds()), ("owner", owner), ("calls", _holds.Keys.ToArray()));
            // Some time after they end: nobody's clock is exact.
            await connection.ExecuteAsync(null, "DELETE FROM iris_holds WHERE expires < @past", cancellation, ("past", (now - Lease).ToUnixTimeMilliseconds()));
            _renewed = now;
        }
        var batch = new List<Settlement>();
        while (batch.Count < 1000 && _settled.TryDequeue(out var settlement))
            batch.Add(settlement);
        if (batch.Count == 0)
            return;
        try
        {
            await using var transaction = await database.BeginWriteAsync(connection, cancellation);
            await SharedCounters.BookAsync(connection, transaction, batch, cancellation);
            await transaction.CommitAsync(cancellation);
        }
        catch
        {
            batch.ForEach(_settled.Enqueue);
            throw;
        }
    }

    private async ValueTask ChangeAsync(UsageCounter counter, Action<LockedCounter> change, CancellationToken cancellation) => await WithinAsync(async stop =>
    {
        await using var connection = await database.OpenAsync(stop);
        await using var transaction = await database.BeginWriteAsync(connection, stop);
        var accounts = await SharedCounters.LockAsync(connection, transaction, "", [counter], time.GetUtcNow(), stop);
        change(accounts[counter.Id]);
        await SharedCounters.WriteAsync(connection, transaction, accounts.Values, stop);
        await transaction.CommitAsync(stop);
        return true;
    }, cancellation);

    private async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            return await work(both.Token).WaitAsync(both.Token);
        }
        catch (Exception e) when (StateDatabase.IsFailure(e) || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new StateException($"{database.Name} cannot be reached", e);
        }
    }
}
