using System.Globalization;
using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Gateway.Store;
using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Buffers;

namespace Iris.Gateway.Jobs;

/// <summary>Takes jobs on: the request is tried out up to where something would be sent, kept on the way, and put into the queue.</summary>
internal sealed class JobOrders(JobStore jobs, CurrentSnapshot snapshot, JobWorkers workers, TimeProvider time)
{
    private const long MostSeconds = 2_592_000;
    // A request stays until its job is made; a queue does not last longer.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <summary>Takes a job on; the error where it is refused and nothing has been written.</summary>
    /// <param name="context">The request.</param>
    /// <param name="operation">The last segment of its path.</param>
    /// <param name="path">The path on which it is made.</param>
    /// <param name="pipeline">Tries it out.</param>
    public async Task<ImageError?> OrderAsync(HttpContext context, string operation, PathString path, RequestDelegate pipeline)
    {
        if (jobs.Table is null)
            return JobErrors.Unavailable;
        if (snapshot().Images.Jobs is not { } options)
            return JobErrors.Off;
        var header = context.Request.Headers[JobHeaders.ResultTimeToLive].ToString();
        var timeToLive = options.TimeToLive;
        if (header.Length > 0)
        {
            if (!long.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds is < 1 or > MostSeconds)
                return JobErrors.Seconds(JobHeaders.ResultTimeToLive, 1, MostSeconds);
            timeToLive = TimeSpan.FromSeconds(seconds);
        }
        try
        {
            return await OrderAsync(context, operation, path, pipeline, options, timeToLive);
        }
        catch (Exception e) when (!context.Response.HasStarted && JobApi.IsAway(e))
        {
            return JobErrors.Unavailable;
        }
    }

    private async Task<ImageError?> OrderAsync(
        HttpContext context, string operation, PathString path, RequestDelegate pipeline, JobOptions options, TimeSpan timeToLive)
    {
        var holder = jobs.HolderOf(context);
        // Whom the door refuses costs no question.
        if (holder is not null && await FullAsync(options, holder, context.RequestAborted) is { } full)
            return full;
        await using var file = jobs.Files.Create(new NewFile(FileKind.Request, null, Longest));
        var detached = new DetachedCall { IsRehearsal = true };
        var (body, given) = (new BodyCopy(context.Request.Body, file), (context.Request.Body, context.Request.Path));
        context.Features.Set(detached);
        (context.Request.Body, context.Request.Path) = (body, path);
        try
        {
            await pipeline(context);
        }
        finally
        {
            (context.Request.Body, context.Request.Path) = given;
        }
        if (!detached.IsAccepted || context.Response.HasStarted)
            return null;
        if (body.HasFailed)
            return JobErrors.NoRoom;
        var call = context.Features.Get<ImageCall>()!;
        var (webhook, refusal) = WebhookAddress.Read(detached.Webhook, options.Webhooks);
        if (refusal is not null)
            return refusal;
        var now = time.GetUtcNow();
        var job = new Job
        {
            Id = file.Id,
            Holder = holder!,
            Key = call.Caller?.Key,
            Created = now,
            Expires = now + timeToLive,
            TimeToLive = timeToLive,
            Operation = operation,
            Path = path.Value!,
            Headers = JobHeaders.Keep(context.Request, call),
            Body = (await file.CommitAsync(context.RequestAborted)).Id,
            Webhook = webhook,
        };
        var isAdded = false;
        try
        {
            isAdded = await jobs.Table!.AddAsync(job, options.QueuePerKey, options.Queue, context.RequestAborted);
        }
        finally
        {
            // Also where the row may be there after all: nobody knows of the job, and without its request it fails.
            if (!isAdded)
                await jobs.DeleteAsync(job.Body, CancellationToken.None);
        }
        if (!isAdded)
            return await FullAsync(options, job.Holder, context.RequestAborted) ?? JobErrors.Full(options.QueuePerKey, nameof(options.QueuePerKey));
        workers.Wake();
        await AcceptAsync(context, job);
        return null;
    }

    private async ValueTask<ImageError?> FullAsync(JobOptions options, string holder, CancellationToken cancellation)
    {
        var (waiting, own) = await jobs.Table!.CountAsync(holder, cancellation);
        return own >= options.QueuePerKey ? JobErrors.Full(options.QueuePerKey, nameof(options.QueuePerKey))
            : waiting >= options.Queue ? JobErrors.Full(options.Queue, nameof(options.Queue))
            : null;
    }

    private static async Task AcceptAsync(HttpContext context, Job job)
    {
        using var body = new PooledBuffer();
        JobJson.Write(body, job, hasAnswer: false);
        var response = context.Response;
        response.StatusCode = StatusCodes.Status202Accepted;
        response.ContentType = "application/json";
        response.ContentLength = body.Count;
        response.Headers.Location = JobJson.PathOf(job);
        response.Headers.RetryAfter = JobApi.RetryAfter;
        await response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }
}
