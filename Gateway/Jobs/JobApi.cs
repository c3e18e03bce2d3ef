using System.Globalization;
using Iris.Gateway.Access;
using Iris.Gateway.Model;
using Iris.Gateway.State;
using Iris.Gateway.Store;
using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Buffers;

namespace Iris.Gateway.Jobs;

/// <summary>Answers questions about jobs, and cancels them.</summary>
internal sealed class JobApi(JobStore jobs, JobWorkers workers, JobEvents events, JobWatch watch, CurrentSnapshot snapshot, TimeProvider time)
{
    /// <summary>The seconds after which it is worth asking again.</summary>
    public const string RetryAfter = "2";

    private const int Block = 64 * 1024;
    private const int MostWait = 60;

    /// <summary>Whether an exception says that the state or the store could not be used; a client that has gone is another matter.</summary>
    public static bool IsAway(Exception e) => e is StoreException || (StateDatabase.IsFailure(e) && e is not IOException);

    /// <summary>Tells how far a job is, with its answer where it is there.</summary>
    public async Task<ImageError?> ShowAsync(HttpContext context, string operation, string id)
    {
        try
        {
            var (job, refusal) = await FindAsync(context, operation, id);
            if (job is null)
                return refusal;
            if (!HttpMethods.IsHead(context.Request.Method)
                && context.Request.Headers.Accept.ToString().Contains(JobEvents.ContentType, StringComparison.OrdinalIgnoreCase))
            {
                await events.WriteAsync(context, job);
                return null;
            }
            if (!TryReadWait(context.Request, out var wait))
                return JobErrors.Seconds("wait", 0, MostWait);
            await WriteAsync(context, await WaitAsync(job, wait, context.RequestAborted));
            return null;
        }
        catch (Exception e) when (!context.Response.HasStarted && IsAway(e))
        {
            return JobErrors.Unavailable;
        }
    }

    /// <summary>Cancels a job that has not ended, and forgets one that has.</summary>
    public async Task<ImageError?> DeleteAsync(HttpContext context, string operation, string id)
    {
        try
        {
            var (job, refusal) = await FindAsync(context, operation, id);
            if (job is null)
                return refusal;
            if (job.IsOver)
            {
                await jobs.Table!.DeleteAsync(id, context.RequestAborted);
                if (job.File is { } file)
                    await jobs.DeleteAsync(file, context.RequestAborted);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return null;
            }
            await jobs.Table!.CancelAsync(id, context.RequestAborted);
            if (job.State == JobState.Queued && await jobs.Table.EndWaitingAsync(job, new JobEnd(JobState.Cancelled), context.RequestAborted))
            {
                watch.Tell(id);
                await jobs.DeleteAsync(job.Body, CancellationToken.None);
            }
            workers.Cancel(id);
            await WriteAsync(context, await WaitAsync(job, TimeSpan.FromSeconds(5), context.RequestAborted));
            return null;
        }
        catch (Exception e) when (!context.Response.HasStarted && IsAway(e))
        {
            return JobErrors.Unavailable;
        }
    }

    private async ValueTask<(Job? Job, ImageError? Refusal)> FindAsync(HttpContext context, string operation, string id)
    {
        if (jobs.Table is null)
            return (null, JobErrors.Unavailable);
        if (snapshot().Images.Access is { } access && PresentedKeys.Identify(access, context.Request, [], time.GetUtcNow()).Refusal is { } refusal)
            return (null, refusal);
        var job = await jobs.Table.FindAsync(id, context.RequestAborted);
        return job is null || job.Operation != operation || job.Holder != jobs.HolderOf(context) || (job.IsOver && job.Expires <= time.GetUtcNow())
            ? (null, JobErrors.Unknown)
            : (job, null);
    }

    private async Task<Job> WaitAsync(Job job, TimeSpan wait, CancellationToken cancellation)
    {
        if (job.IsOver || wait <= TimeSpan.Zero)
            return job;
        using var waiter = watch.TryBegin(job.Id);
        for (var until = time.GetUtcNow() + wait; ;)
        {
            var next = waiter?.Next();
            job = await jobs.Table!.FindAsync(job.Id, cancellation) ?? job;
            var left = until - time.GetUtcNow();
            if (job.IsOver || left <= TimeSpan.Zero || waiter is null || waiter.IsOver)
                return job;
            await waiter.WaitAsync(next!, left, cancellation);
        }
    }

    private async Task WriteAsync(HttpContext context, Job job)
    {
        var response = context.Response;
        await using var answer = job.File is { } id && await jobs.Files.FindAsync(id, context.RequestAborted) is { } file ? jobs.Files.Open(file) : null;
        using var head = new PooledBuffer();
        JobJson.Write(head, job, answer is not null);
        response.ContentType = "application/json";
        response.ContentLength = head.Count + (answer is null ? 0 : answer.Length + 1);
        response.Headers.CacheControl = "no-store";
        if (!job.IsOver)
            response.Headers.RetryAfter = RetryAfter;
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        await response.Body.WriteAsync(head.WrittenMemory, context.RequestAborted);
        if (answer is null)
            return;
        await answer.CopyToAsync(response.Body, Block, context.RequestAborted);
        await response.Body.WriteAsync("}"u8.ToArray(), context.RequestAborted);
    }

    // 30, 30s and 1m are all taken.
    private static bool TryReadWait(HttpRequest request, out TimeSpan wait)
    {
        wait = default;
        var text = request.Query["wait"].ToString();
        if (text.Length == 0)
            return true;
        var unit = text[^1] switch { 's' => 1, 'm' => 60, >= '0' and <= '9' => 1, _ => 0 };
        var digits = char.IsAsciiDigit(text[^1]) ? text : text[..^1];
        if (unit == 0 || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count * (long)unit > MostWait)
            return false;
        wait = TimeSpan.FromSeconds(count * unit);
        return true;
    }
}
