using System.Data.Common;
using Iris.Gateway.State;

namespace Iris.Gateway.Jobs;

/// <summary>What the statements about jobs share.</summary>
/// <param name="database">The database.</param>
/// <param name="time">The clock.</param>
internal abstract class JobRows(StateDatabase database, TimeProvider time)
{
    /// <summary>The columns that <see cref="JobWords.Read"/> reads.</summary>
    protected const string Columns =
        "id, holder, key_name, state, version, created, started, ended, expires, ttl, operation, path, headers, body, progress, status, file, webhook";

    /// <summary>What ends a job, beside who may end it. Its webhook is due from then on.</summary>
    protected const string Ending =
        """
        UPDATE iris_jobs SET state = @state, status = @status, file = @file, ended = @now, expires = @expires, lease = NULL, placed = NULL, version = version + 1,
            webhook_due = CASE WHEN webhook IS NULL THEN NULL ELSE @now END
        """;

    /// <summary>The database.</summary>
    protected StateDatabase Database => database;

    /// <summary>Milliseconds since 1970.</summary>
    protected long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The parameters of <see cref="Ending"/>.</summary>
    protected (string, object?)[] Ended(Job job, JobEnd end) =>
    [
        ("id", job.Id), ("state", JobWords.Of(end.State)), ("status", (long?)end.Status), ("file", end.File), ("now", Now),
        ("expires", Now + (long)job.TimeToLive.TotalMilliseconds),
    ];

    /// <summary>A job by its id; null where there is none.</summary>
    protected static async Task<Job?> ReadAsync(DbConnection connection, object id, CancellationToken cancellation) =>
        (await connection.ListAsync(null, $"SELECT {Columns} FROM iris_jobs WHERE id = @id", JobWords.Read, cancellation, ("id", id))) is [var job] ? job : null;
}
