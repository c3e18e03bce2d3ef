using System.Globalization;
using Iris.Gateway.State;

namespace Iris.Gateway.Jobs;

/// <summary>The ends of jobs that are to be told.</summary>
/// <param name="database">The database.</param>
/// <param name="time">The clock.</param>
internal sealed class WebhookTable(StateDatabase database, TimeProvider time) : JobRows(database, time)
{
    /// <summary>The jobs whose ends are to be told now, those that have waited longest first.</summary>
    /// <param name="most">The most of them.</param>
    /// <param name="without">The origins of receivers that are told nothing more now.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<IReadOnlyList<Job>> FindAsync(int most, IReadOnlyList<string> without, CancellationToken cancellation)
    {
        var others = string.Concat(without.Select((_, i) => $" AND substr(webhook, 1, length(@origin{i})) <> @origin{i}"));
        return await Database.ListAsync(
            $"SELECT {Columns} FROM iris_jobs WHERE webhook_due <= @now{others} ORDER BY webhook_due LIMIT @most", JobWords.Read, cancellation,
            [("now", Now), ("most", (long)most), .. without.Select((origin, i) => ($"origin{i}", (object?)origin))]);
    }

    /// <summary>Takes the end of a job to tell it, for this instance alone until <paramref name="again"/>.</summary>
    /// <returns>How often it has been taken; 0 where it is not to be told now.</returns>
    public async Task<int> TakeAsync(string id, DateTimeOffset again, CancellationToken cancellation)
    {
        await using var connection = await Database.OpenAsync(cancellation);
        var tries = await connection.ScalarAsync(
            null, "UPDATE iris_jobs SET webhook_due = @again, webhook_tries = webhook_tries + 1 WHERE id = @id AND webhook_due <= @now RETURNING webhook_tries",
            cancellation, ("id", id), ("again", again.ToUnixTimeMilliseconds()), ("now", Now));
        return Convert.ToInt32(tries ?? 0, CultureInfo.InvariantCulture);
    }

    /// <summary>Notes when an end is to be told again; null for never.</summary>
    public Task ScheduleAsync(string id, DateTimeOffset? due, CancellationToken cancellation) => Database.ExecuteAsync(
        "UPDATE iris_jobs SET webhook_due = @due WHERE id = @id", cancellation, ("id", id), ("due", due?.ToUnixTimeMilliseconds()));

    /// <summary>Gives an end back that was taken and not told, as the gateway ends: that was no try.</summary>
    public Task ReturnAsync(string id, CancellationToken cancellation) => Database.ExecuteAsync(
        "UPDATE iris_jobs SET webhook_due = @now, webhook_tries = webhook_tries - 1 WHERE id = @id", cancellation, ("id", id), ("now", Now));
}
