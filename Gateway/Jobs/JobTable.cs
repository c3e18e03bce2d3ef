using Iris.Gateway.State;

namespace Iris.Gateway.Jobs;

/// <summary>The table of jobs, as those see it who order them and ask for them.</summary>
/// <param name="database">The database.</param>
/// <param name="time">The clock.</param>
internal sealed class JobTable(StateDatabase database, TimeProvider time) : JobRows(database, time)
{
    // Longer than an end is told again and again; only one that nobody tells, as the file has no webhooks any more, is older.
    private static readonly TimeSpan LongestUntold = TimeSpan.FromDays(1);
    // Any number, the same for all that share the database, and no other lock's.
    private const long QueueLock = 0x49524A51;

    private const string CountWaiting = "SELECT COUNT(*) FROM iris_jobs WHERE state = 'queued'";

    /// <summary>Adds a job that waits, where there is room for it: it is counted again, as others may have come since.</summary>
    /// <param name="job">The job.</param>
    /// <param name="mostOfHolder">The most jobs of one holder that wait or run.</param>
    /// <param name="most">The most jobs that wait.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>False when there is no room.</returns>
    public async Task<bool> AddAsync(Job job, long mostOfHolder, long most, CancellationToken cancellation)
    {
        await using var connection = await Database.OpenAsync(cancellation);
        await using var transaction = await Database.BeginWriteAsync(connection, cancellation);
        // A file has one writer; in a server two statements that count do not see each other's rows.
        if (Database.IsShared)
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
        await using var connection = await Database.OpenAsync(cancellation);
        return (
            await connection.CountAsync(CountWaiting, cancellation),
            await connection.CountAsync("SELECT COUNT(*) FROM iris_jobs WHERE holder = @holder AND state IN ('queued', 'running')", cancellation, ("holder", holder)));
    }

    /// <summary>How many jobs wait.</summary>
    public async Task<long> CountWaitingAsync(CancellationToken cancellation)
    {
        await using var connection = await Database.OpenAsync(cancellation);
        return await connection.CountAsync(CountWaiting, cancellation);
    }

    /// <summary>A job; null where there is none.</summary>
    public async Task<Job?> FindAsync(string id, CancellationToken cancellation)
    {
        await using var connection = await Database.OpenAsync(cancellation);
        return await ReadAsync(connection, id, cancellation);
    }

    /// <summary>Ends a job that waits; false where it does not wait any more.</summary>
    public async Task<bool> EndWaitingAsync(Job job, JobEnd end, CancellationToken cancellation) =>
        await Database.ExecuteAsync($"{Ending} WHERE id = @id AND state = 'queued'", cancellation, Ended(job, end)) == 1;

    /// <summary>The kept headers of a holder's jobs on a path whose orders a provider works on.</summary>
    public Task<List<string>> HeadersOfPlacedAsync(string holder, string path, CancellationToken cancellation) => Database.ListAsync(
        "SELECT headers FROM iris_jobs WHERE state = 'running' AND placed IS NOT NULL AND holder = @holder AND path = @path",
        row => row.GetString(0), cancellation, ("holder", holder), ("path", path));

    /// <summary>Asks whoever makes a job to cancel it.</summary>
    public Task CancelAsync(string id, CancellationToken cancellation) =>
        Database.ExecuteAsync("UPDATE iris_jobs SET cancel = 1 WHERE id = @id", cancellation, ("id", id));

    /// <summary>Forgets a job that has ended: to its client it has expired, and its row goes when its end has been told.</summary>
    public Task DeleteAsync(string id, CancellationToken cancellation) =>
        Database.ExecuteAsync("UPDATE iris_jobs SET expires = @now WHERE id = @id", cancellation, ("id", id), ("now", Now));

    /// <summary>Deletes jobs whose results are gone and whose ends have been told, or cannot be.</summary>
    public Task PruneAsync(CancellationToken cancellation) => Database.ExecuteAsync(
        "DELETE FROM iris_jobs WHERE expires <= @now AND state NOT IN ('queued', 'running') AND (webhook_due IS NULL OR expires <= @untold)", cancellation,
        ("now", Now), ("untold", Now - (long)LongestUntold.TotalMilliseconds));
}
