using System.Data.Common;
using Iris.Gateway.Recordings;
using Iris.Gateway.State;

namespace Iris.Gateway.Idempotency;

/// <summary>What the state knows of a call.</summary>
internal enum KnownCall
{
    /// <summary>Nothing: this instance makes it now.</summary>
    Claimed,
    /// <summary>An instance makes it.</summary>
    Running,
    /// <summary>Its answer is kept.</summary>
    Kept,
    /// <summary>Its answer is lost, and it may have cost.</summary>
    Lost,
}

/// <summary>A row.</summary>
/// <param name="State">What is known.</param>
/// <param name="Request">The hash of the request that it was made with.</param>
/// <param name="Answer">With <see cref="KnownCall.Kept"/>: the head, and the id of the body in the store.</param>
internal readonly record struct AnswerRow(KnownCall State, string Request, (RecordedHead Head, string File) Answer = default);

/// <summary>
/// The table of calls that may be asked for again. A row belongs to the instance that makes its call, until the call ends; an instance that no longer
/// renews its rows has ended.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="owner">The instance; no two that share the database may have the same name.</param>
/// <param name="time">The clock.</param>
internal sealed class AnswerTable(StateDatabase database, string owner, TimeProvider time)
{
    /// <summary>How long a row outlives its instance's last sign of life.</summary>
    public static readonly TimeSpan Lease = PostgresLedger.Lease;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>
    /// Takes a call where nobody has it, or tells what is known of it. A row that says that this instance makes the call is of a claim that has failed
    /// after all, and that nothing was ordered for: it is taken again.
    /// </summary>
    /// <param name="key">The call; this instance does not make it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="DbException">The database cannot be used.</exception>
    public async Task<AnswerRow> ClaimAsync(RepeatKey key, CancellationToken cancellation)
    {
        await using var connection = await database.OpenAsync(cancellation);
        var claimed = await connection.ExecuteAsync(
            null,
            """
            INSERT INTO iris_answers (id, request, state, owner, expires) VALUES (@id, @request, 'running', @owner, @lease)
                ON CONFLICT (id) DO UPDATE SET request = excluded.request, state = 'running', owner = excluded.owner, expires = excluded.expires,
                    head = NULL, file = NULL
                WHERE CASE WHEN iris_answers.state = 'running' THEN iris_answers.owner = excluded.owner ELSE iris_answers.expires <= @now END
            """,
            cancellation,
            ("id", key.Id), ("request", key.Request), ("owner", owner), ("lease", Now + (long)Lease.TotalMilliseconds), ("now", Now));
        if (claimed > 0)
            return new AnswerRow(KnownCall.Claimed, key.Request);
        await using var command = connection.Command(
            null, "SELECT request, state, owner, expires, head, file FROM iris_answers WHERE id = @id", ("id", key.Id));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        // A row that has gone in the meantime is looked for again.
        if (!await reader.ReadAsync(cancellation))
            return new AnswerRow(KnownCall.Running, key.Request);
        var request = reader.GetString(0);
        if (reader.GetString(1) == "kept")
            return new AnswerRow(KnownCall.Kept, request, (RecordedHead.Parse(reader.GetString(4)), reader.GetString(5)));
        // A file has one instance: whoever else has a row in it has ended.
        var isAlive = database is SqliteDatabase ? reader.GetString(2) == owner : reader.GetInt64(3) > Now;
        return new AnswerRow(reader.GetString(1) == "running" && isAlive ? KnownCall.Running : KnownCall.Lost, request);
    }

    /// <summary>Keeps a call's answer.</summary>
    public Task KeepAsync(RepeatKey key, RecordedHead head, string file, CancellationToken cancellation) => UpdateAsync(
        "UPDATE iris_answers SET state = 'kept', expires = @expires, head = @head, file = @file WHERE id = @id AND owner = @owner",
        cancellation,
        ("id", key.Id), ("owner", owner), ("expires", Now + (long)key.TimeToLive.TotalMilliseconds), ("head", head.ToJson()), ("file", file));

    /// <summary>Notes that a call's answer is lost.</summary>
    public Task LoseAsync(RepeatKey key, CancellationToken cancellation) => UpdateAsync(
        "UPDATE iris_answers SET state = 'lost', expires = @expires, head = NULL, file = NULL WHERE id = @id AND state <> 'lost'", cancellation,
        ("id", key.Id), ("expires", Now + (long)key.TimeToLive.TotalMilliseconds));

    /// <summary>Forgets a call that has cost nothing, or whose answer is lost and may be ordered anew.</summary>
    public Task ForgetAsync(RepeatKey key, CancellationToken cancellation) =>
        UpdateAsync("DELETE FROM iris_answers WHERE id = @id", cancellation, ("id", key.Id));

    /// <summary>Gives a sign of life.</summary>
    /// <param name="ids">The calls that this instance makes. What else is its own was never begun.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task RenewAsync(IEnumerable<string> ids, CancellationToken cancellation) => UpdateAsync(
        "UPDATE iris_answers SET expires = @lease WHERE owner = @owner AND state = 'running' AND @ids LIKE '%' || id || '%'", cancellation,
        ("owner", owner), ("lease", Now + (long)Lease.TotalMilliseconds), ("ids", string.Join(',', ids)));

    /// <summary>Deletes what is over, and what instances that have ended left behind a day ago.</summary>
    public Task PruneAsync(CancellationToken cancellation) => UpdateAsync(
        "DELETE FROM iris_answers WHERE expires < @now AND (state <> 'running' OR expires < @yesterday)", cancellation,
        ("now", Now), ("yesterday", Now - (long)TimeSpan.FromDays(1).TotalMilliseconds));

    private async Task UpdateAsync(string sql, CancellationToken cancellation, params (string, object?)[] parameters)
    {
        await using var connection = await database.OpenAsync(cancellation);
        await connection.ExecuteAsync(null, sql, cancellation, parameters);
    }
}
