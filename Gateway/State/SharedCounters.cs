using System.Data.Common;
using Iris.Gateway.Model.Access;

namespace Iris.Gateway.State;

/// <summary>The statements about counters that several instances share. Each runs inside a transaction of the caller's.</summary>
internal static class SharedCounters
{
    /// <summary>
    /// Makes the counters' rows where they are missing, locks them always in the same order, and reads them with what is held, by all calls and by
    /// those that are named.
    /// </summary>
    public static async Task<Accounts> LockAsync(
        DbConnection connection, DbTransaction transaction, IReadOnlyCollection<string> calls, IEnumerable<UsageCounter> counters, DateTimeOffset now,
        CancellationToken cancellation)
    {
        var windows = counters.DistinctBy(counter => counter.Id).ToDictionary(counter => counter.Id, counter => counter.Window);
        await using var command = connection.Command(
            transaction,
            """
            INSERT INTO iris_usage (holder, kind, span, started, used)
                SELECT holder, kind, span, -1, 0 FROM unnest(@holders, @kinds, @spans) AS t (holder, kind, span) ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING;
            SELECT u.holder, u.kind, u.span, u.started, u.used, u.extra, u.extra_windows FROM iris_usage u
                JOIN unnest(@holders, @kinds, @spans) AS t (holder, kind, span) ON (u.holder, u.kind, u.span) = (t.holder, t.kind, t.span)
                ORDER BY u.holder, u.kind, u.span FOR UPDATE OF u;
            SELECT h.holder, h.kind, h.span, SUM(h.amount)::BIGINT FROM iris_holds h
                JOIN unnest(@holders, @kinds, @spans) AS t (holder, kind, span) ON (h.holder, h.kind, h.span) = (t.holder, t.kind, t.span)
                WHERE h.expires > @now GROUP BY 1, 2, 3;
            SELECT holder, kind, span, amount, call FROM iris_holds WHERE call = ANY(@calls) AND expires > @now;
            """,
            [.. Columns(windows.Keys), ("calls", calls.ToArray()), ("now", now.ToUnixTimeMilliseconds())]);
        var locked = new Accounts { NewHolds = [] };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var (id, started) = (IdOf(reader), reader.GetInt64(3));
            var counter = new Account(id)
            {
                Tally = new Tally
                {
                    Started = started < 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(started),
                    Used = reader.GetInt64(4),
                    Extra = reader.GetInt64(5),
                    ExtraWindows = reader.GetInt32(6),
                },
            };
            counter.Tally.Roll(windows[id], now);
            locked.Of[id] = counter;
        }
        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            locked.Of[IdOf(reader)].Reserved = reader.GetInt64(3);
        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            locked.Holds[(reader.GetString(4), IdOf(reader))] = reader.GetInt64(3);
        return locked;
    }

    /// <summary>Writes locked counters back.</summary>
    public static Task<int> WriteAsync(
        DbConnection connection, DbTransaction transaction, IReadOnlyCollection<Account> accounts, CancellationToken cancellation) =>
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

    /// <summary>Notes what calls hold, in place of what they held of the same counters.</summary>
    public static async Task HoldAsync(
        DbConnection connection, DbTransaction transaction, IReadOnlyDictionary<(string Call, UsageId Id), long> holds, string owner,
        DateTimeOffset expires,
        CancellationToken cancellation)
    {
        if (holds.Count == 0)
            return;
        await connection.ExecuteAsync(
            transaction,
            """
            INSERT INTO iris_holds (call, holder, kind, span, amount, owner, expires)
                SELECT t.call, t.holder, t.kind, t.span, t.amount, @owner, @expires
                FROM unnest(@calls, @holders, @kinds, @spans, @amounts) AS t (call, holder, kind, span, amount)
                ON CONFLICT (call, holder, kind, span) DO UPDATE SET amount = EXCLUDED.amount, expires = EXCLUDED.expires
            """,
            cancellation,
            [
                .. Columns(holds.Keys.Select(hold => hold.Id)),
                ("calls", holds.Keys.Select(hold => hold.Call).ToArray()), ("amounts", holds.Values.ToArray()),
                ("owner", owner), ("expires", expires.ToUnixTimeMilliseconds()),
            ]);
    }

    /// <summary>Adds what calls have used, and ends what they hold.</summary>
    public static async Task BookAsync(
        DbConnection connection, DbTransaction transaction, IReadOnlyList<Settlement> batch, CancellationToken cancellation)
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

    private static UsageId IdOf(DbDataReader reader) => new(reader.GetString(0), Enum.Parse<UsageKind>(reader.GetString(1)), reader.GetString(2));

    private static (string, object?)[] Columns(IEnumerable<UsageId> ids)
    {
        UsageId[] all = [.. ids];
        return
        [
            ("holders", Array.ConvertAll(all, id => id.Holder)), ("kinds", Array.ConvertAll(all, id => id.Kind.ToString())),
            ("spans", Array.ConvertAll(all, id => id.Window)),
        ];
    }
}

/// <summary>What a call that is over has used.</summary>
/// <param name="Call">The call.</param>
/// <param name="Counters">The counters of which it held something.</param>
/// <param name="Spent">What it has used.</param>
internal readonly record struct Settlement(string Call, UsageId[] Counters, Spent Spent);
