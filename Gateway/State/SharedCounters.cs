using System.Data.Common;
using Iris.Gateway.Model.Access;

namespace Iris.Gateway.State;

/// <summary>The statements about counters that several instances share. Each runs inside a transaction of the caller's.</summary>
internal static class SharedCounters
{
    /// <summary>Makes the counters' rows where they are missing, locks them always in the same order, and reads them with what is held.</summary>
    public static async Task<Dictionary<UsageId, LockedCounter>> LockAsync(
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
        var accounts = new Dictionary<UsageId, LockedCounter>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var started = reader.GetInt64(3);
            accounts[IdOf(reader)] = new LockedCounter(IdOf(reader))
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

    /// <summary>Writes locked counters back.</summary>
    public static Task<int> WriteAsync(DbConnection connection, DbTransaction transaction, IReadOnlyCollection<LockedCounter> accounts, CancellationToken cancellation) =>
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

    /// <summary>Notes what a call holds, in place of what it held of the same counters.</summary>
    public static async Task HoldAsync(
        DbConnection connection, DbTransaction transaction, Holding holding, IReadOnlyList<Demand> held, CancellationToken cancellation)
    {
        if (held.Count == 0)
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
                ("call", holding.Call), ("owner", holding.Owner), ("expires", holding.Expires.ToUnixTimeMilliseconds()),
            ]);
    }

    /// <summary>Adds what calls have used, and ends what they hold.</summary>
    public static async Task BookAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<Settlement> batch, CancellationToken cancellation)
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
            ("holders", Array.ConvertAll(all, id => id.Holder)), ("kinds", Array.ConvertAll(all, id => id.Kind.ToString())), ("spans", Array.ConvertAll(all, id => id.Window)),
        ];
    }
}

/// <summary>A counter that a transaction has locked.</summary>
internal sealed class LockedCounter(UsageId id)
{
    /// <summary>Its name.</summary>
    public readonly UsageId Id = id;
    /// <summary>Its usage.</summary>
    public Tally Tally;
    /// <summary>What other calls hold.</summary>
    public long Reserved;
    /// <summary>What this call holds.</summary>
    public long Own;

    /// <summary>The usage with everything that is held.</summary>
    public UsageReading Read(UsageCounter counter) => Tally.Read(counter, Tally.Add(Reserved, Own));
}

/// <summary>Who holds, and until when.</summary>
/// <param name="Call">The call.</param>
/// <param name="Owner">The instance that serves it.</param>
/// <param name="Expires">When it is given back unless the instance renews it.</param>
internal readonly record struct Holding(string Call, string Owner, DateTimeOffset Expires);

/// <summary>What a call that is over has used.</summary>
/// <param name="Call">The call.</param>
/// <param name="Counters">The counters of which it held something.</param>
/// <param name="Spent">What it has used.</param>
internal readonly record struct Settlement(string Call, UsageId[] Counters, Spent Spent);
