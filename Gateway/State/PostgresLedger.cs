using System.Collections.Concurrent;
using System.Data.Common;
using Iris.Gateway.Model.Access;

namespace Iris.Gateway.State;

/// <summary>
/// Counts in a database that several instances share. A reservation is one transaction that locks the counters it is about, always in the same order;
/// settled usage is written in groups. What a call holds ends with its instance: an instance that no longer renews what it holds has ended.
/// </summary>
internal sealed class PostgresLedger(StateDatabase database, TimeProvider time) : ILedger
{
    /// <summary>The longest wait for the database.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>How long what an instance holds outlives its last sign of life.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(20);

    // What cannot be written while the database is away: some minutes of a busy gateway.
    private const int MostUnwritten = 100_000;

    private readonly string _owner = Guid.NewGuid().ToString("N");
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
        var accounts = await LockAsync(connection, transaction, id, [.. demands.Select(demand => demand.Counter)], now, stop);
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
            await WriteAsync(connection, transaction, accounts.Values, stop);
            Demand[] held = [.. demands.Where(demand => !Tally.IsSpentAtOnce(demand.Counter.Kind))];
            await HoldAsync(connection, transaction, id, held, now, stop);
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
            var accounts = await LockAsync(connection, transaction, "", counters, time.GetUtcNow(), stop);
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
            await connection.ExecuteAsync(null, "UPDATE iris_holds SET expires = @expires WHERE owner = @owner", cancellation,
                ("expires", (now + Lease).ToUnixTimeMilliseconds()), ("owner", _owner));
            // A minute later than they end: nobody's clock is exact.
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
            await BookAsync(connection, transaction, batch, cancellation);
            await transaction.CommitAsync(cancellation);
        }
        catch
        {
            batch.ForEach(_settled.Enqueue);
            throw;
        }
    }

    private static async Task BookAsync(DbConnection connection, DbTransaction transaction, List<Settlement> batch, CancellationToken cancellation)
    {
        var sums = new Dictionary<UsageId, long>();
        foreach (var settlement in batch)
        {
            foreach (var id in settlement.Counters)
            {
                if (settlement.Spent.Of(id.Kind) is > 0 and var amount)
                    sums[id] = Tally.Add(sums.GetValueOrDefault(id), amount);
            }
        }
        if (sums.Count > 0)
        {
            await connection.ExecuteAsync(
                transaction,
                """
                WITH locked AS (
                    SELECT u.holder, u.kind, u.span, t.amount FROM iris_usage u
                    JOIN unnest(@holders, @kinds, @spans, @amounts) AS t (holder, kind, span, amount) ON (u.holder, u.kind, u.span) = (t.holder, t.kind, t.span)
                    ORDER BY u.holder, u.kind, u.span FOR UPDATE OF u)
                UPDATE iris_usage u SET used = u.used + locked.amount FROM locked WHERE (u.holder, u.kind, u.span) = (locked.holder, locked.kind, locked.span)
                """,
                cancellation,
                [.. Columns(sums.Keys), ("amounts", sums.Values.ToArray())]);
        }
        await connection.ExecuteAsync(
            transaction, "DELETE FROM iris_holds WHERE call = ANY(@calls)", cancellation, ("calls", batch.Select(settlement => settlement.Call).ToArray()));
    }

    private async ValueTask ChangeAsync(UsageCounter counter, Action<Account> change, CancellationToken cancellation) => await WithinAsync(async stop =>
    {
        await using var connection = await database.OpenAsync(stop);
        await using var transaction = await database.BeginWriteAsync(connection, stop);
        var accounts = await LockAsync(connection, transaction, "", [counter], time.GetUtcNow(), stop);
        change(accounts[counter.Id]);
        await WriteAsync(connection, transaction, accounts.Values, stop);
        await transaction.CommitAsync(stop);
        return true;
    }, cancellation);

    // Makes the counters' rows where they are missing, locks them, and reads them with what is held.
    private static async Task<Dictionary<UsageId, Account>> LockAsync(
        DbConnection connection, DbTransaction transaction, string call, IReadOnlyList<UsageCounter> counters, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = connection.Command(
            transaction,
            """
            INSERT INTO iris_usage (holder, kind, span, started, used)
                SELECT holder, kind, span, -1, 0 FROM unnest(@holders, @kinds, @spans) AS t (holder, kind, span) ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING;
            SELECT u.holder, u.kind, u.span, u.started, u.used, u.extra, u.extra_windows FROM iris_usage u
                JOIN unnest(@holders, @kinds, @spans) AS t (holder, kind, span) ON (u.holder, u.kind, u.span) = (t.holder, t.kind, t.span)
                ORDER BY u.holder, u.kind, u.span FOR UPDATE OF u;
            SELECT h.holder, h.kind, h.span, COALESCE(SUM(h.amount) FILTER (WHERE h.call <> @call), 0)::BIGINT, COALESCE(SUM(h.amount) FILTER (WHERE h.call = @call), 0)::BIGINT
                FROM iris_holds h JOIN unnest(@holders, @kinds, @spans) AS t (holder, kind, span) ON (h.holder, h.kind, h.span) = (t.holder, t.kind, t.span)
                WHERE h.expires > @now GROUP BY 1, 2, 3;
            """,
            [.. Columns(counters.Select(counter => counter.Id)), ("call", call), ("now", now.ToUnixTimeMilliseconds())]);
        var accounts = new Dictionary<UsageId, Account>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var started = reader.GetInt64(3);
            accounts[IdOf(reader)] = new Account(IdOf(reader))
            {
                Tally = new Tally
                {
                    Started = started < 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(started),
                    Used = reader.GetInt64(4),
                    Extra = reader.GetInt64(5),
                    ExtraWindows = reader.GetInt32(6),
                },
            };
        }
        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            (accounts[IdOf(reader)].Reserved, accounts[IdOf(reader)].Own) = (reader.GetInt64(3), reader.GetInt64(4));
        foreach (var counter in counters)
            accounts[counter.Id].Tally.Roll(counter.Window, now);
        return accounts;
    }

    private static Task<int> WriteAsync(DbConnection connection, DbTransaction transaction, IReadOnlyCollection<Account> accounts, CancellationToken cancellation) =>
        connection.ExecuteAsync(
            transaction,
            """
            UPDATE iris_usage u SET started = t.started, used = t.used, extra = t.extra, extra_windows = t.extra_windows
                FROM unnest(@holders, @kinds, @spans, @started, @used, @extra, @extraWindows) AS t (holder, kind, span, started, used, extra, extra_windows)
                WHERE (u.holder, u.kind, u.span) = (t.holder, t.kind, t.span)
            """,
            cancellation,
            [
                .. Columns(accounts.Select(account => account.Id)),
                ("started", accounts.Select(account => account.Tally.Started!.Value.ToUnixTimeMilliseconds()).ToArray()),
                ("used", accounts.Select(account => account.Tally.Used).ToArray()),
                ("extra", accounts.Select(account => account.Tally.Extra).ToArray()),
                ("extraWindows", accounts.Select(account => account.Tally.ExtraWindows).ToArray()),
            ]);

    private async Task HoldAsync(
        DbConnection connection, DbTransaction transaction, string call, Demand[] held, DateTimeOffset now, CancellationToken cancellation)
    {
        if (held.Length == 0)
            return;
        await connection.ExecuteAsync(
            transaction,
            """
            INSERT INTO iris_holds (call, holder, kind, span, amount, owner, expires)
                SELECT @call, t.holder, t.kind, t.span, t.amount, @owner, @expires FROM unnest(@holders, @kinds, @spans, @amounts) AS t (holder, kind, span, amount)
                ON CONFLICT (call, holder, kind, span) DO UPDATE SET amount = EXCLUDED.amount, expires = EXCLUDED.expires
            """,
            cancellation,
            [
                .. Columns(held.Select(demand => demand.Counter.Id)),
                ("amounts", held.Select(demand => demand.Amount).ToArray()),
                ("call", call), ("owner", _owner), ("expires", (now + Lease).ToUnixTimeMilliseconds()),
            ]);
    }

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

    private static UsageId IdOf(DbDataReader reader) => new(reader.GetString(0), Enum.Parse<UsageKind>(reader.GetString(1)), reader.GetString(2));

    private static (string, object?)[] Columns(IEnumerable<UsageId> ids)
    {
        UsageId[] all = [.. ids];
        return
        [
            ("holders", Array.ConvertAll(all, id => id.Holder)), ("kinds", Array.ConvertAll(all, id => id.Kind.ToString())), ("spans", Array.ConvertAll(all, id => id.Window)),
        ];
    }

    private sealed class Account(UsageId id)
    {
        public readonly UsageId Id = id;
        public Tally Tally;
        // What other calls hold, and what this one does.
        public long Reserved;
        public long Own;

        public UsageReading Read(UsageCounter counter) => Tally.Read(counter, Tally.Add(Reserved, Own));
    }

    private readonly record struct Settlement(string Call, UsageId[] Counters, Spent Spent);
}
