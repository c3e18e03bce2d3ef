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

    /// <summary>Runs a statement; how many rows it changed.</summary>
    protected async Task<int> ExecuteAsync(string sql, CancellationToken cancellation, params (string, object?)[] parameters)
    {
        await using var connection = await database.OpenAsync(cancellation);
        return await connection.ExecuteAsync(null, sql, cancellation, parameters);
    }

    /// <summary>All rows of a statement.</summary>
    protected static async Task<List<T>> ListAsync<T>(
        DbConnection connection, string sql, Func<DbDataReader, T> read, CancellationToken cancellation, params (string Name, object? Value)[] parameters)
    {
        await using var command = connection.Command(null, sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation))
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>A job by its id; null where there is none.</summary>
    protected static async Task<Job?> ReadAsync(DbConnection connection, object id, CancellationToken cancellation) =>
        (await ListAsync(connection, $"SELECT {Columns} FROM iris_jobs WHERE id = @id", JobWords.Read, cancellation, ("id", id))) is [var job] ? job : null;
}
