using System.Buffers;
using System.Globalization;
using Iris.Gateway.Model;
using Iris.Transforms.Wire.Buffers;
using Iris.Transforms.Wire.Sse;

namespace Iris.Gateway.Jobs;

/// <summary>
/// A job as server-sent events: one whenever what a client sees of it has changed, the last one with its answer. An event's id is the version of the
/// job, so that a client that comes back gets what is newer than the last one that it has seen.
/// </summary>
internal sealed class JobEvents(JobStore jobs, JobWatch watch, CurrentSnapshot snapshot, TimeProvider time)
{
    private const int Block = 64 * 1024;
    private const string LastEventId = "Last-Event-ID";

    /// <summary>The media type that asks for events.</summary>
    public static string ContentType => SseWriter.ContentType;

    /// <summary>Writes the events of a job until it ends.</summary>
    public async Task WriteAsync(HttpContext context, Job job)
    {
        var (response, cancellation) = (context.Response, context.RequestAborted);
        _ = long.TryParse(context.Request.Headers[LastEventId].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var seen);
        if (job.IsOver && job.Version == seen)
        {
            // An EventSource comes back by itself after each end, until it is told that there is no more.
            response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        // Keeps an nginx in front of the gateway from buffering events.
        response.Headers["X-Accel-Buffering"] = "no";
        var heartbeat = snapshot().Images.Heartbeat;
        var last = time.GetTimestamp();
        await response.Body.FlushAsync(cancellation);
        using var waiter = watch.TryBegin(job.Id);
        while (true)
        {
            var next = waiter?.Next();
            if (await jobs.Table!.FindAsync(job.Id, cancellation) is not { } now)
                return;
            job = now;
            if (job.Version > seen || job.IsOver)
            {
                await WriteEventAsync(response.Body, job, cancellation);
                (seen, last) = (job.Version, time.GetTimestamp());
            }
            else if (time.GetElapsedTime(last) >= heartbeat)
            {
                await response.Body.WriteAsync(SseWriter.Heartbeat, cancellation);
                await response.Body.FlushAsync(cancellation);
                last = time.GetTimestamp();
            }
            // Whoever is one too many, or is here as the gateway ends, comes back with the last event's id.
            if (job.IsOver || waiter is null || waiter.IsOver)
                return;
            var left = heartbeat - time.GetElapsedTime(last);
            await waiter.WaitAsync(next!, left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellation);
        }
    }

    private async Task WriteEventAsync(Stream body, Job job, CancellationToken cancellation)
    {
        await using var answer = job.File is { } id && await jobs.Files.FindAsync(id, cancellation) is { } file ? jobs.Files.Open(file) : null;
        using var head = new PooledBuffer();
        SseWriter.Begin(head, job.Version, JobWords.Of(job.State));
        JobJson.Write(head, job, answer is not null);
        await body.WriteAsync(head.WrittenMemory, cancellation);
        if (answer is not null)
        {
            await CopyAsync(answer, body, cancellation);
            await body.WriteAsync("}"u8.ToArray(), cancellation);
        }
        await body.WriteAsync(SseWriter.End, cancellation);
        await body.FlushAsync(cancellation);
    }

    private static async Task CopyAsync(Stream answer, Stream body, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            int count;
            while ((count = await answer.ReadAsync(buffer, cancellation)) > 0)
            {
                SseWriter.Flatten(buffer.AsSpan(0, count));
                await body.WriteAsync(buffer.AsMemory(0, count), cancellation);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
