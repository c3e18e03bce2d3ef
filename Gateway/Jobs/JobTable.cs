using System.Data.Common;
using System.Globalization;
using Iris.Gateway.State;

namespace Iris.Gateway.Jobs;

/// <summary>
/// The table of jobs. A running job belongs to the instance that makes it; an instance that no longer renews its lease has ended, and its jobs are begun
/// again where they surely were not ordered.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="owner">The instance; no two that share the database may have the same name.</param>
/// <param name="time">The clock.</param>
internal sealed class JobTable(StateDatabase database, string owner, TimeProvider time)
{
    /// <summary>How long a running job outlives its instance's last sign of life.</summary>
    public static readonly TimeSpan Lease = PostgresLedger.Lease;

    // Longer than an end is told again and again; only one that nobody tells, as the file has no webhooks any more, is older.
    private static readonly TimeSpan LongestUntold = TimeSpan.FromDays(1);
    // Any number, the same for all that share the database, and no other lock's.
    private const long QueueLock = 0x49524A51;

    private const string Columns =
        "id, holder, key_name, state, version, created, started, ended, expires, ttl, operation, path, headers, body, progress, status, file, webhook";

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Adds a job that waits, where there is room for it: it is counted again, as others may have come since.</summary>
    /// <param name="job">The job.</param>
    /// <param name="mostOfHolder">The most jobs of one holder that wait or run.</param>
    /// <param name="most">The most jobs that wait.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>False when there is no room.</returns>
    public async Task<bool> AddAsync(Job job, long mostOfHolder, long most, CancellationToken cancellation)
    {
        await using var connection = await database.OpenAsync(cancellation);
        await using var transaction = await database.BeginWriteAsync(connection, cancellation);
        // A file has one writer; in a server two statements that count do not see each other's rows.
        if (database is not SqliteDatabase)
            await connection.ExecuteAsync(transaction, "SELECT pg_advisory_xact_lock(@lock)", cancellation, ("lock", QueueLock));
        var count = await connection.ExecuteAsync(
            transaction,
            """
            INSERT INTO iris_jobs (id, holder, key_name, state, version, created, expires, ttl, operation, path, headers, body, webhook)
                SELECT @id, @holder, @key, 'queued', 1, @created, @expires, @ttl, @operation, @path, @headers, @body, @webhook
                WHERE (SELECT COUNT(*) FROM iris_jobs WHERE holder = @holder AND state IN ('queued', 'running')) < @mostOfHolder
                    AND (SELECT COUNT(*) FROM iris_jobs WHERE state = 'queued') < @most
            """,
            cancellation,
            ("id", job.Id), ("holder", job.Holder), ("key", job.Key), ("created", job.Created.ToUnixTimeMilliseconds()),
            ("expires", job.Expires.ToUnixTimeMilliseconds()), ("ttl", (long)job.TimeToLive.TotalMilliseconds), ("operation", job.Operation),
            ("path", job.Path), ("headers", job.Headers), ("body", job.Body), ("webhook", job.Webhook), ("mostOfHolder", mostOfHolder), ("most", most));
        await transaction.CommitAsync(cancellation);
        return count == 1;
    }

    /// <summary>How many jobs wait, and how many of one holder wait or run.</summary>
    public async Task<(long Waiting, long OfHolder)> CountAsync(string holder, CancellationToken cancellation)
    {
        await using var connection = await database.OpenAsync(cancellation);
        var waiting = await connection.ScalarAsync(null, "SELECT COUNT(*) FROM iris_jobs WHERE state = 'queued'", cancellation);
        var own = await connection.ScalarAsync(
            null, "SELECT COUNT(*) FROM iris_jobs WHERE holder = @holder AND state IN ('queued', 'running')", cancellation, ("holder", holder));
        return (Convert.ToInt64(waiting, CultureInfo.InvariantCulture), Convert.ToInt64(own, CultureInfo.InvariantCulture));
    }

    /// <summary>How many jobs wait.</summary>
    public async Task<long> CountWaitingAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenAsync(cancellation);
        return Convert.ToInt64(
            await connection.ScalarAsync(null, "SELECT COUNT(*) FROM iris_jobs WHERE state = 'queued'", cancellation), CultureInfo.InvariantCulture);
    }

    /// <summary>A job; null where there is none.</summary>
    public async Task<Job?> FindAsync(string id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenAsync(cancellation);
        return await ReadAsync(connection, $"SELECT {Columns} FROM iris_jobs WHERE id = @id", cancellation, ("id", id));
    }

    /// <summary>
    /// Takes the next job: of the holder that has the fewest running ones, and of those of the one that has waited longest for its turn; null for none.
    /// </summary>
    public async Task<Job?> TakeAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenAsync(cancellation);
        while (await connection.ScalarAsync(
            null,
            """
            SELECT w.holder FROM (SELECT holder, MIN(created) AS first FROM iris_jobs WHERE state = 'queued' GROUP BY holder) w ORDER BY
                (SELECT COUNT(*) FROM iris_jobs r WHERE r.holder = w.holder AND r.state = 'running'),
                (SELECT COALESCE(MAX(s.started), 0) FROM iris_jobs s WHERE s.holder = w.holder), w.first LIMIT 1
            """,
            cancellation) is string holder)
        {
            var id = await connection.ScalarAsync(
                null, "SELECT id FROM iris_jobs WHERE state = 'queued' AND holder = @holder ORDER BY created, id LIMIT 1", cancellation, ("holder", holder));
            // Another instance may be quicker.
            if (id is not null && await connection.ExecuteAsync(
                null,
                "UPDATE iris_jobs SET state = 'running', owner = @owner, lease = @lease, started = @now, version = version + 1 WHERE id = @id AND state = 'queued'",
                cancellation,
                ("id", id), ("owner", owner), ("lease", Now + (long)Lease.TotalMilliseconds), ("now", Now)) == 1)
            {
                return await ReadAsync(connection, $"SELECT {Columns} FROM iris_jobs WHERE id = @id", cancellation, ("id", id));
            }
        }
        return null;
    }

    /// <summary>Notes that a job is about to be ordered: from here on it may be billed.</summary>
    /// <exception cref="StateException">The job is no longer this instance's.</exception>
    public async Task OrderAsync(string id, CancellationToken cancellation)
    {
        if (await ExecuteAsync(
            "UPDATE iris_jobs SET ordered = 1 WHERE id = @id AND owner = @owner AND state = 'running'", cancellation, ("id", id), ("owner", owner)) == 0)
        {
            throw new StateException("the job is no longer this instance's");
        }
    }

    /// <summary>Notes how far a job is.</summary>
    public Task TellProgressAsync(string id, string progress, CancellationToken cancellation) => ExecuteAsync(
        "UPDATE iris_jobs SET progress = @progress, version = version + 1 WHERE id = @id AND owner = @owner AND state = 'running'", cancellation,
        ("id", id), ("owner", owner), ("progress", progress));

    /// <summary>Ends a job; false where it has ended already, or is another instance's.</summary>
    public async Task<bool> EndAsync(Job job, JobEnd end, CancellationToken cancellation) => await ExecuteAsync(
        """
        UPDATE iris_jobs SET state = @state, status = @status, file = @file, ended = @now, expires = @expires, lease = NULL, version = version + 1,
            webhook_due = CASE WHEN webhook IS NULL THEN NULL ELSE @now END
            WHERE id = @id AND (state = 'queued' OR (state = 'running' AND owner = @owner))
        """,
        cancellation,
        ("id", job.Id), ("owner", owner), ("state", JobWords.Of(end.State)), ("status", (long?)end.Status), ("file", end.File), ("now", Now),
        ("expires", Now + (long)job.TimeToLive.TotalMilliseconds)) == 1;

    /// <summary>Lets a job wait again that was begun and surely not ordered.</summary>
    public Task RequeueAsync(string id, CancellationToken cancellation) => ExecuteAsync(
        "UPDATE iris_jobs SET state = 'queued', owner = NULL, lease = NULL, version = version + 1 WHERE id = @id AND owner = @owner AND ordered = 0",
        cancellation, ("id", id), ("owner", owner));

    /// <summary>Asks whoever makes a job to cancel it.</summary>
    public Task CancelAsync(string id, CancellationToken cancellation) =>
        ExecuteAsync("UPDATE iris_jobs SET cancel = 1 WHERE id = @id", cancellation, ("id", id));

    /// <summary>Forgets a job that has ended: to its client it has expired, and its row goes when its end has been told.</summary>
    public Task DeleteAsync(string id, CancellationToken cancellation) =>
        ExecuteAsync("UPDATE iris_jobs SET expires = @now WHERE id = @id", cancellation, ("id", id), ("now", Now));

    /// <summary>Gives a sign of life; the jobs of this instance that are to be cancelled.</summary>
    public async Task<IReadOnlyList<string>> RenewAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenAsync(cancellation);
        await connection.ExecuteAsync(
            null, "UPDATE iris_jobs SET lease = @lease WHERE owner = @owner AND state = 'running'", cancellation,
            ("owner", owner), ("lease", Now + (long)Lease.TotalMilliseconds));
        return await ListAsync(
            connection, "SELECT id FROM iris_jobs WHERE owner = @owner AND state = 'running' AND cancel = 1", cancellation, ("owner", owner));
    }

    /// <summary>
    /// Takes up what instances that have ended were making: what surely was not ordered waits again, in its old place; the rest is interrupted.
    /// </summary>
    /// <returns>The bodies of the requests that are made no more.</returns>
    public async Task<IReadOnlyList<string>> RecoverAsync(CancellationToken cancellation)
    {
        // A file has one instance: whoever else has a job in it has ended.
        var dead = database is SqliteDatabase ? "state = 'running' AND owner <> @owner" : "state = 'running' AND lease <= @now AND owner <> @owner";
        await using var connection = await database.OpenAsync(cancellation);
        await connection.ExecuteAsync(
            null, $"UPDATE iris_jobs SET state = 'queued', owner = NULL, lease = NULL, version = version + 1 WHERE {dead} AND ordered = 0 AND cancel = 0",
            cancellation, ("owner", owner), ("now", Now));
        return await ListAsync(
            connection,
            $"""
            UPDATE iris_jobs SET state = CASE WHEN cancel = 1 AND ordered = 0 THEN 'cancelled' ELSE 'interrupted' END, ended = @now, expires = @now + ttl, lease = NULL,
                version = version + 1, webhook_due = CASE WHEN webhook IS NULL THEN NULL ELSE @now END WHERE {dead}
                RETURNING body
            """,
            cancellation, ("owner", owner), ("now", Now));
    }

    /// <summary>Deletes jobs whose results are gone and whose ends have been told, or cannot be.</summary>
    public Task PruneAsync(CancellationToken cancellation) => ExecuteAsync(
        "DELETE FROM iris_jobs WHERE expires <= @now AND state NOT IN ('queued', 'running') AND (webhook_due IS NULL OR expires <= @untold)", cancellation,
        ("now", Now), ("untold", Now - (long)LongestUntold.TotalMilliseconds));

    /// <summary>The jobs whose ends are to be told now, those that have waited longest first.</summary>
    /// <param name="most">The most of them.</param>
    /// <param name="without">The origins of receivers that are told nothing more now.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<IReadOnlyList<Job>> FindWebhooksAsync(int most, IReadOnlyList<string> without, CancellationToken cancellation)
    {
        await using var connection = await database.OpenAsync(cancellation);
        var others = string.Concat(without.Select((_, i) => $" AND substr(webhook, 1, length(@origin{i})) <> @origin{i}"));
        await using var command = connection.Command(
            null, $"SELECT {Columns} FROM iris_jobs WHERE webhook_due <= @now{others} ORDER BY webhook_due LIMIT @most",
            [("now", Now), ("most", (long)most), .. without.Select((origin, i) => ($"origin{i}", (object?)origin))]);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var due = new List<Job>();
        while (await reader.ReadAsync(cancellation))
            due.Add(JobWords.Read(reader));
        return due;
    }

    /// <summary>Takes the end of a job to tell it, for this instance alone until <paramref name="again"/>.</summary>
    /// <returns>How often it has been taken; 0 where it is not to be told now.</returns>
    public async Task<int> TakeWebhookAsync(string id, DateTimeOffset again, CancellationToken cancellation)
    {
        await using var connection = await database.OpenAsync(cancellation);
        var tries = await connection.ScalarAsync(
            null, "UPDATE iris_jobs SET webhook_due = @again, webhook_tries = webhook_tries + 1 WHERE id = @id AND webhook_due <= @now RETURNING webhook_tries",
            cancellation, ("id", id), ("again", again.ToUnixTimeMilliseconds()), ("now", Now));
        return Convert.ToInt32(tries ?? 0, CultureInfo.InvariantCulture);
    }

    /// <summary>Notes when an end is to be told again; null for never.</summary>
    public Task ScheduleWebhookAsync(string id, DateTimeOffset? due, CancellationToken cancellation) => ExecuteAsync(
        "UPDATE iris_jobs SET webhook_due = @due WHERE id = @id", cancellation, ("id", id), ("due", due?.ToUnixTimeMilliseconds()));

    private async Task<int> ExecuteAsync(string sql, CancellationToken cancellation, params (string, object?)[] parameters)
    {
        await using var connection = await database.OpenAsync(cancellation);
        return await connection.ExecuteAsync(null, sql, cancellation, parameters);
    }

    private static async Task<List<string>> ListAsync(
        DbConnection connection, string sql, CancellationToken cancellation, params (string Name, object? Value)[] parameters)
    {
        await using var command = connection.Command(null, sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var ids = new List<string>();
        while (await reader.ReadAsync(cancellation))
            ids.Add(reader.GetString(0));
        return ids;
    }

    private static async Task<Job?> ReadAsync(
        DbConnection connection, string sql, CancellationToken cancellation, params (string Name, object? Value)[] parameters)
    {
        await using var command = connection.Command(null, sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? JobWords.Read(reader) : null;
    }
}
