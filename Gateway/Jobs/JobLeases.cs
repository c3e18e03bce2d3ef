using Iris.Gateway.State;

namespace Iris.Gateway.Jobs;

/// <summary>
/// The jobs that instances make. A running job belongs to the instance that makes it, which renews its lease; one whose lease nobody renews is begun
/// again where it surely was not ordered, and gone on with where a provider works on it.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="owner">The instance; no two that share the database may have the same name.</param>
/// <param name="time">The clock.</param>
internal sealed class JobLeases(StateDatabase database, string owner, TimeProvider time) : JobRows(database, time)
{
    /// <summary>How long a running job outlives its instance's last sign of life.</summary>
    public static readonly TimeSpan Length = PostgresLedger.Lease;

    /// <summary>
    /// Takes the next job: of the holder that has the fewest running ones, and of those of the one that has waited longest for its turn; null for none.
    /// </summary>
    public async Task<Job?> TakeAsync(CancellationToken cancellation)
    {
        await using var connection = await Database.OpenAsync(cancellation);
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
                ("id", id), ("owner", owner), ("lease", Now + (long)Length.TotalMilliseconds), ("now", Now)) == 1)
            {
                return await ReadAsync(connection, id, cancellation);
            }
        }
        return null;
    }

    /// <summary>Notes that a job is about to be ordered: from here on it may be billed.</summary>
    /// <exception cref="StateException">The job is no longer this instance's.</exception>
    public async Task OrderAsync(string id, CancellationToken cancellation)
    {
        if (await Database.ExecuteAsync(
            "UPDATE iris_jobs SET ordered = 1, placed = NULL WHERE id = @id AND owner = @owner AND state = 'running'", cancellation, ("id", id), ("owner", owner)) == 0)
        {
            throw new StateException("the job is no longer this instance's");
        }
    }

    /// <summary>Notes the orders that a provider has taken for a job; false where the job is no longer this instance's.</summary>
    public async Task<bool> PlaceAsync(string id, string placed, CancellationToken cancellation) => await Database.ExecuteAsync(
        "UPDATE iris_jobs SET placed = @placed WHERE id = @id AND owner = @owner AND state = 'running'", cancellation,
        ("id", id), ("owner", owner), ("placed", placed)) == 1;

    /// <summary>Notes how far a job is.</summary>
    public Task TellProgressAsync(string id, string progress, CancellationToken cancellation) => Database.ExecuteAsync(
        "UPDATE iris_jobs SET progress = @progress, version = version + 1 WHERE id = @id AND owner = @owner AND state = 'running'", cancellation,
        ("id", id), ("owner", owner), ("progress", progress));

    /// <summary>
    /// Ends a job that this instance makes; false where it is another's by now, or has ended otherwise: then nothing has changed. True as well where it
    /// has ended so already, as the reply of a first try may be lost.
    /// </summary>
    public async Task<bool> EndAsync(Job job, JobEnd end, CancellationToken cancellation)
    {
        await using var connection = await Database.OpenAsync(cancellation);
        return await connection.ExecuteAsync(
                null, $"{Ending} WHERE id = @id AND state = 'running' AND owner = @owner", cancellation, [.. Ended(job, end), ("owner", owner)]) == 1
            || await connection.CountAsync(
                "SELECT COUNT(*) FROM iris_jobs WHERE id = @id AND owner = @owner AND state = @state AND COALESCE(file, '') = @file", cancellation,
                ("id", job.Id), ("owner", owner), ("state", JobWords.Of(end.State)), ("file", end.File ?? "")) == 1;
    }

    /// <summary>
    /// Gives back a job that this instance has begun: it waits again where it surely was not ordered, and whoever comes goes on with the orders of one
    /// that a provider works on.
    /// </summary>
    public Task RequeueAsync(string id, CancellationToken cancellation) => Database.ExecuteAsync(
        """
        UPDATE iris_jobs SET state = CASE WHEN placed IS NULL THEN 'queued' ELSE state END, owner = NULL, lease = 0,
            ordered = CASE WHEN placed IS NULL THEN 0 ELSE 1 END, version = version + 1
            WHERE id = @id AND state = 'running' AND owner = @owner
        """,
        cancellation, ("id", id), ("owner", owner));

    /// <summary>Gives a sign of life of the jobs that this instance makes.</summary>
    /// <param name="running">Their ids.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Those that are still its own, and whether they are to be cancelled.</returns>
    public async Task<IReadOnlyDictionary<string, bool>> RenewAsync(IReadOnlyCollection<string> running, CancellationToken cancellation)
    {
        if (running.Count == 0)
            return new Dictionary<string, bool>();
        var rows = await Database.ListAsync(
            $"UPDATE iris_jobs SET lease = @lease WHERE owner = @owner AND state = 'running' AND id IN ({Names(running)}) RETURNING id, cancel",
            row => (Id: row.GetString(0), IsCancelled: row.GetInt64(1) == 1), cancellation,
            [("owner", owner), ("lease", Now + (long)Length.TotalMilliseconds), .. Values(running)]);
        return rows.ToDictionary(row => row.Id, row => row.IsCancelled);
    }

    /// <summary>
    /// Takes up what nobody makes any more, neither an instance that has ended nor this one: what surely was not ordered waits again, in its old place;
    /// the rest is interrupted.
    /// </summary>
    /// <param name="running">The ids of the jobs that this instance makes.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The ids of those that are interrupted, and the bodies of their requests, which are made no more.</returns>
    public async Task<IReadOnlyList<(string Id, string Body)>> RecoverAsync(IReadOnlyCollection<string> running, CancellationToken cancellation)
    {
        var dead = DeadOf(running);
        await using var connection = await Database.OpenAsync(cancellation);
        await connection.ExecuteAsync(
            null, $"UPDATE iris_jobs SET state = 'queued', owner = NULL, lease = NULL, version = version + 1 WHERE {dead} AND ordered = 0 AND cancel = 0",
            cancellation, [("now", Now), .. Values(running)]);
        return await connection.ListAsync(
            null,
            $"""
            UPDATE iris_jobs SET state = CASE WHEN cancel = 1 AND ordered = 0 THEN 'cancelled' ELSE 'interrupted' END, ended = @now, expires = @now + ttl,
                lease = NULL, version = version + 1, webhook_due = CASE WHEN webhook IS NULL THEN NULL ELSE @now END WHERE {dead} AND placed IS NULL
                RETURNING id, body
            """,
            row => (row.GetString(0), row.GetString(1)), cancellation, [("now", Now), .. Values(running)]);
    }

    /// <summary>Takes over jobs that nobody makes any more and whose orders a provider works on.</summary>
    /// <param name="running">The ids of the jobs that this instance makes.</param>
    /// <param name="most">The most of them.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<IReadOnlyList<Job>> TakeOverAsync(IReadOnlyCollection<string> running, int most, CancellationToken cancellation)
    {
        if (most <= 0)
            return [];
        var dead = DeadOf(running);
        return await Database.ListAsync(
            $"""
            UPDATE iris_jobs SET owner = @owner, lease = @lease WHERE {dead} AND
                id IN (SELECT id FROM iris_jobs WHERE {dead} AND placed IS NOT NULL ORDER BY created LIMIT @most) RETURNING {Columns}, placed
            """,
            row => JobWords.Read(row) with { Placed = row.GetString(row.FieldCount - 1) }, cancellation,
            [("owner", owner), ("now", Now), ("lease", Now + (long)Length.TotalMilliseconds), ("most", (long)most), .. Values(running)]);
    }

    // A file has one instance: whoever else has a job in it has ended.
    private string DeadOf(IReadOnlyCollection<string> running) =>
        "state = 'running'" + (Database.IsShared ? " AND lease <= @now" : "") + (running.Count == 0 ? "" : $" AND id NOT IN ({Names(running)})");

    private static string Names(IReadOnlyCollection<string> ids) => string.Join(", ", Enumerable.Range(0, ids.Count).Select(i => $"@id{i}"));

    private static IEnumerable<(string, object?)> Values(IReadOnlyCollection<string> ids) => ids.Select((id, i) => ($"id{i}", (object?)id));
}
