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
/// <param name="Owner">The instance that the row belongs to.</param>
/// <param name="Answer">With <see cref="KnownCall.Kept"/>: the head, and the id of the body in the store.</param>
internal readonly record struct AnswerRow(KnownCall State, string Request, string Owner, (RecordedHead Head, string File) Answer = default);

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

    // Nobody makes a call that belongs to another instance where there is one alone.
    private long DeadFrom => database.IsShared ? Now : long.MaxValue;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>
    /// Takes a call where nobody has it, or tells what is known of it. A row that says that this instance makes the call is of a claim that has failed
    /// after all, and that nothing was ordered for: it is taken again.
    /// </summary>
    /// <param name="key">The call; this instance does not make it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="resumes">Whether it goes on with what an instance that has ended has ordered for it: its row is taken over.</param>
    /// <exception cref="DbException">The database cannot be used.</exception>
    public async Task<AnswerRow> ClaimAsync(RepeatKey key, CancellationToken cancellation, bool resumes = false)
    {
        await using var connection = await database.OpenAsync(cancellation);
        var isLeft = !resumes ? "1 = 0" : !database.IsShared ? "1 = 1" : "iris_answers.expires <= @now";
        var claimed = await connection.ExecuteAsync(
            null,
            $"""
            INSERT INTO iris_answers (id, request, state, owner, expires) VALUES (@id, @request, 'running', @owner, @lease)
                ON CONFLICT (id) DO UPDATE SET request = excluded.request, state = 'running', owner = excluded.owner, expires = excluded.expires,
                    head = NULL, file = NULL
                WHERE CASE WHEN iris_answers.state = 'running' THEN iris_answers.owner = excluded.owner OR {isLeft}
                    WHEN iris_answers.state = 'lost' AND {(resumes ? "1 = 1" : "1 = 0")} THEN 1 = 1 ELSE iris_answers.expires <= @now END
            """,
            cancellation,
            ("id", key.Id), ("request", key.Request), ("owner", owner), ("lease", Now + (long)Lease.TotalMilliseconds), ("now", Now));
        if (claimed > 0)
            return new AnswerRow(KnownCall.Claimed, key.Request, owner);
        await using var command = connection.Command(
            null, "SELECT request, state, owner, expires, head, file FROM iris_answers WHERE id = @id", ("id", key.Id));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        // A row that has gone in the meantime is looked for again.
        if (!await reader.ReadAsync(cancellation))
            return new AnswerRow(KnownCall.Running, key.Request, "");
        var (request, holder) = (reader.GetString(0), reader.GetString(2));
        if (reader.GetString(1) == "kept")
            return new AnswerRow(KnownCall.Kept, request, holder, (RecordedHead.Parse(reader.GetString(4)), reader.GetString(5)));
        var isAlive = holder == owner || reader.GetInt64(3) > DeadFrom;
        return new AnswerRow(reader.GetString(1) == "running" && isAlive ? KnownCall.Running : KnownCall.Lost, request, holder);
    }

    /// <summary>Whether the key of a call is known to be another request's.</summary>
    public async Task<bool> IsOfAnotherAsync(RepeatKey key, CancellationToken cancellation)
    {
        await using var connection = await database.OpenAsync(cancellation);
        return await connection.CountAsync(
            "SELECT COUNT(*) FROM iris_answers WHERE id = @id AND request <> @request AND (state = 'running' OR expires > @now)", cancellation,
            ("id", key.Id), ("request", key.Request), ("now", Now)) > 0;
    }

    /// <summary>Keeps the answer of a call that this instance makes.</summary>
    public Task KeepAsync(RepeatKey key, RecordedHead head, string file, CancellationToken cancellation) => database.ExecuteAsync(
        "UPDATE iris_answers SET state = 'kept', expires = @expires, head = @head, file = @file WHERE id = @id AND owner = @owner",
        cancellation,
        ("id", key.Id), ("owner", owner), ("expires", EndOf(key)), ("head", head.ToJson()), ("file", file));

    /// <summary>Notes that the answer of a call that this instance makes is lost.</summary>
    public Task LoseAsync(RepeatKey key, CancellationToken cancellation) => database.ExecuteAsync(
        "UPDATE iris_answers SET state = 'lost', expires = @expires WHERE id = @id AND owner = @owner AND state = 'running'", cancellation,
        ("id", key.Id), ("owner", owner), ("expires", EndOf(key)));

    /// <summary>Forgets a call that this instance makes, and that has cost nothing or may be ordered anew.</summary>
    public Task ForgetAsync(RepeatKey key, CancellationToken cancellation) => database.ExecuteAsync(
        "DELETE FROM iris_answers WHERE id = @id AND owner = @owner AND state <> 'kept'", cancellation, ("id", key.Id), ("owner", owner));

    /// <summary>Notes that the answer of a call is lost whose instance has ended; nothing where it has given a sign of life, or another makes it now.</summary>
    /// <param name="key">The call.</param>
    /// <param name="seen">Its row.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task LoseAsync(RepeatKey key, AnswerRow seen, CancellationToken cancellation) => database.ExecuteAsync(
        """
        UPDATE iris_answers SET state = 'lost', expires = @expires
            WHERE id = @id AND owner = @holder AND owner <> @owner AND state = 'running' AND expires <= @dead
        """,
        cancellation, ("id", key.Id), ("holder", seen.Owner), ("owner", owner), ("expires", EndOf(key)), ("dead", DeadFrom));

    /// <summary>Forgets a call whose answer is gone; nothing where its row is another one by now.</summary>
    /// <param name="key">The call.</param>
    /// <param name="seen">Its row.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task ForgetAsync(RepeatKey key, AnswerRow seen, CancellationToken cancellation) => database.ExecuteAsync(
        """
        DELETE FROM iris_answers WHERE id = @id AND owner = @holder
            AND CASE state WHEN 'running' THEN owner <> @owner AND expires <= @dead WHEN 'kept' THEN file = @file ELSE TRUE END
        """,
        cancellation, ("id", key.Id), ("holder", seen.Owner), ("owner", owner), ("dead", DeadFrom), ("file", seen.Answer.File ?? ""));

    /// <summary>Gives a sign of life.</summary>
    /// <param name="ids">The calls that this instance makes. What else is its own was never begun.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task RenewAsync(IEnumerable<string> ids, CancellationToken cancellation) => database.ExecuteAsync(
        "UPDATE iris_answers SET expires = @lease WHERE owner = @owner AND state = 'running' AND @ids LIKE '%' || id || '%'", cancellation,
        ("owner", owner), ("lease", Now + (long)Lease.TotalMilliseconds), ("ids", string.Join(',', ids)));

    /// <summary>Deletes what is over, and what instances that have ended left behind a day ago.</summary>
    public Task PruneAsync(CancellationToken cancellation) => database.ExecuteAsync(
        "DELETE FROM iris_answers WHERE expires < @now AND (state <> 'running' OR expires < @yesterday)", cancellation,
        ("now", Now), ("yesterday", Now - (long)TimeSpan.FromDays(1).TotalMilliseconds));

    private long EndOf(RepeatKey key) => Now + (long)key.TimeToLive.TotalMilliseconds;
}
