using System.Data.Common;
using System.Globalization;
using Iris.Gateway.Model.Access;

namespace Iris.Gateway.State;

/// <summary>Keeps what a ledger in memory has counted for the next start. Calls never wait for it.</summary>
internal static class SqliteUsage
{
    /// <summary>Takes over what an earlier process has counted.</summary>
    public static async Task LoadAsync(StateDatabase database, MemoryLedger ledger, CancellationToken cancellation)
    {
        var rows = await database.ListAsync("SELECT holder, kind, span, started, used, extra, extra_windows FROM iris_usage", Read, cancellation);
        ledger.Load(rows.OfType<UsageRow>());
    }

    // Null for a kind that a newer program has counted.
    private static UsageRow? Read(DbDataReader reader) => !Enum.TryParse<UsageKind>(reader.GetString(1), out var kind)
        ? null
        : new UsageRow(new UsageId(reader.GetString(0), kind, reader.GetString(2)), new Tally
        {
            Started = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(3)),
            Used = reader.GetInt64(4),
            Extra = reader.GetInt64(5),
            ExtraWindows = Convert.ToInt32(reader.GetInt64(6), CultureInfo.InvariantCulture),
        });

    /// <summary>Writes what has changed; gives it back where that fails.</summary>
    public static async Task FlushAsync(StateDatabase database, MemoryLedger ledger, CancellationToken cancellation)
    {
        if (ledger.TakeChanges() is not { Count: > 0 } changes)
            return;
        try
        {
            await using var connection = await database.OpenAsync(cancellation);
            await using var transaction = await database.BeginWriteAsync(connection, cancellation);
            foreach (var (id, tally) in changes)
            {
                await connection.ExecuteAsync(
                    transaction,
                    """
                    INSERT INTO iris_usage (holder, kind, span, started, used, extra, extra_windows)
                        VALUES (@holder, @kind, @span, @started, @used, @extra, @extraWindows)
                        ON CONFLICT (holder, kind, span) DO UPDATE SET
                            started = excluded.started, used = excluded.used, extra = excluded.extra, extra_windows = excluded.extra_windows
                    """,
                    cancellation,
                    ("holder", id.Holder), ("kind", id.Kind.ToString()), ("span", id.Window), ("started", tally.Started!.Value.ToUnixTimeMilliseconds()),
                    ("used", tally.Used), ("extra", tally.Extra), ("extraWindows", tally.ExtraWindows));
            }
            await transaction.CommitAsync(cancellation);
        }
        catch
        {
            ledger.GiveBack(changes);
            throw;
        }
    }
}
