using Iris.Gateway.State;

namespace Iris.Gateway.Jobs;

/// <summary>Makes a job and notes its end, where it is still this instance's.</summary>
internal sealed class JobEnds(JobStore jobs, JobRunner runner, JobWebhooks webhooks, JobMetrics metrics, JobWatch watch, TimeProvider time)
{
    /// <summary>How long a write that has failed waits.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1.5);

    /// <summary>Makes a job to its end.</summary>
    public async Task RunAsync(JobRun run, RequestDelegate pipeline)
    {
        watch.Tell(run.Job.Id);
        var end = await runner.RunAsync(run, pipeline);
        if (!await NoteAsync(run, end))
        {
            // Another instance tells of this job, or nobody can: its answer is nobody's.
            if (end?.File is { } file)
                await jobs.DeleteAsync(file, CancellationToken.None);
            return;
        }
        if (end is not { } ended)
            return;
        metrics.End(ended.State);
        webhooks.Look();
        await TidyAsync(run.Job.Id, run.Job.Body);
    }

    /// <summary>Tells who waits that a job has ended, and deletes its request.</summary>
    public Task TidyAsync(string id, string body)
    {
        watch.Tell(id);
        return jobs.DeleteAsync(body, CancellationToken.None);
    }

    // False where it is not this instance's any more. What cannot be written for so long is whoever's to find.
    private async Task<bool> NoteAsync(JobRun run, JobEnd? end)
    {
        for (var until = time.GetUtcNow() + JobLeases.Length; ;)
        {
            try
            {
                using var patience = new CancellationTokenSource(PostgresLedger.Patience, time);
                if (end is { } known)
                    return await jobs.Leases.EndAsync(run.Job, known, patience.Token);
                await jobs.Leases.RequeueAsync(run.Job.Id, patience.Token);
                return true;
            }
            catch (Exception e) when (StateDatabase.IsFailure(e) || e is OperationCanceledException)
            {
                if (time.GetUtcNow() >= until || run.Stop == JobStop.Gateway)
                    return false;
                await Task.Delay(Pause, time, CancellationToken.None);
            }
        }
    }
}
