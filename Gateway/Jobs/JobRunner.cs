using Iris.Gateway.Calls;
using Iris.Gateway.Recordings;
using Iris.Gateway.State;
using Iris.Gateway.Store;
using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Buffers;
using Microsoft.AspNetCore.Http.Features;

namespace Iris.Gateway.Jobs;

/// <summary>Makes one job: its request goes through the same pipeline as every other, and its answer is recorded.</summary>
internal sealed class JobRunner(JobStore jobs, IRequestLog requests, IServiceScopeFactory scopes, TimeProvider time)
{
    private static readonly TimeSpan ProgressPace = TimeSpan.FromSeconds(1);

    /// <summary>Makes a job to its end.</summary>
    /// <param name="job">The job.</param>
    /// <param name="pipeline">Makes it.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>How it ended; null where it was ended early before anything was ordered.</returns>
    /// <exception cref="StoreException">The store cannot be reached.</exception>
    public async Task<JobEnd?> RunAsync(Job job, RequestDelegate pipeline, CancellationToken cancellation)
    {
        if (await jobs.Files.FindAsync(job.Body, cancellation) is not { } body || jobs.Files.Open(body) is not { } content)
            return new JobEnd(JobState.Failed);
        await using var request = content;
        await using var recording = new Recording(jobs.Files.Create(new NewFile(FileKind.Answer, job.Key, job.TimeToLive)), finishes: true);
        var response = new RecordedResponse(recording, client: null);
        var isOrdered = false;
        var detached = new DetachedCall
        {
            Key = job.Key,
            Ordering = async () =>
            {
                await jobs.Table!.OrderAsync(job.Id, cancellation);
                isOrdered = true;
            },
            Progress = ProgressOf(job),
        };
        await using var scope = scopes.CreateAsyncScope();
        var context = ContextOf(job, body, request, response, cancellation);
        context.RequestServices = scope.ServiceProvider;
        context.Features.Set(detached);
        var (isWhole, isBroken) = await MakeAsync(context, response, pipeline);
        if (cancellation.IsCancellationRequested && !(isWhole && response.StatusCode < StatusCodes.Status400BadRequest))
            return isOrdered ? new JobEnd(JobState.Interrupted) : null;
        if (isBroken && context.Features.Get<ImageCall>() is { } call && FailureOf(call) is { } error)
            return new JobEnd(JobState.Failed, error.Status, await KeepFailureAsync(job, call, error, cancellation));
        if (!isWhole)
            return new JobEnd(JobState.Failed);
        recording.End(isWhole: true, null);
        var file = await KeepAsync(recording.KeepAsync, cancellation);
        return new JobEnd(response.StatusCode < StatusCodes.Status400BadRequest ? JobState.Completed : JobState.Failed, response.StatusCode, file);
    }

    // A job has no client: where the answer could not be taken, the store has failed.
    private static ImageError? FailureOf(ImageCall call) =>
        (call.Error ?? call.Serving?.Result?.Failure?.Error) is { } error && error != CallFailure.Cancelled ? error : null;

    // Nobody has seen the beginning of an answer that broke off, so that its failure can still be told in its place.
    private async Task<string> KeepFailureAsync(Job job, ImageCall call, ImageError error, CancellationToken cancellation)
    {
        await using var file = jobs.Files.Create(new NewFile(FileKind.Answer, job.Key, job.TimeToLive));
        using var body = new PooledBuffer();
        call.Dialect.WriteFailure(body, call.Report(error, time));
        file.ContentType = call.Dialect.ContentType(stream: false);
        file.Write(body.WrittenSpan);
        return await KeepAsync(async patience => (await file.CommitAsync(patience)).Id, cancellation);
    }

    // An answer that is there, and may be paid for, is not lost because the store is away for a moment.
    private async Task<string> KeepAsync(Func<CancellationToken, ValueTask<string>> keep, CancellationToken cancellation)
    {
        for (var until = time.GetUtcNow() + JobTable.Lease; ;)
        {
            try
            {
                using var patience = new CancellationTokenSource(StoreService.Patience, time);
                return await keep(patience.Token);
            }
            catch (Exception e) when (e is StoreException or OperationCanceledException && time.GetUtcNow() < until && !cancellation.IsCancellationRequested)
            {
                await Task.Delay(JobWorkers.Interval, time, CancellationToken.None);
            }
        }
    }

    private async Task<(bool IsWhole, bool IsBroken)> MakeAsync(HttpContext context, RecordedResponse response, RequestDelegate pipeline)
    {
        var started = time.GetTimestamp();
        try
        {
            await pipeline(context);
            await response.CompleteAsync();
            return (response.HasStarted, false);
        }
        catch (Exception e) when (e is AnswerBrokeOffException or IOException or OperationCanceledException)
        {
            return (false, e is AnswerBrokeOffException);
        }
        finally
        {
            await response.FireCompletedAsync();
            requests.Write(context, started);
        }
    }

    private static DefaultHttpContext ContextOf(Job job, StoredFile body, Stream content, RecordedResponse response, CancellationToken cancellation)
    {
        var features = new FeatureCollection();
        var (headers, scheme, pathBase) = JobHeaders.Parse(job.Headers, body.Length);
        features.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Method = HttpMethods.Post,
            Scheme = scheme,
            Protocol = HttpProtocol.Http11,
            PathBase = pathBase,
            Path = job.Path,
            RawTarget = job.Path,
            Headers = headers,
            Body = content,
        });
        features.Set<IHttpResponseFeature>(response);
        features.Set<IHttpResponseBodyFeature>(response);
        features.Set<IHttpRequestLifetimeFeature>(new Lifetime { RequestAborted = cancellation });
        return new DefaultHttpContext(features);
    }

    private Action<WorkProgress> ProgressOf(Job job)
    {
        long told = 0;
        return progress =>
        {
            var text = progress is { Completed: { } completed, Total: { } total } ? $"{completed}/{total}" : "";
            var now = time.GetTimestamp();
            if (told != 0 && time.GetElapsedTime(told, now) < ProgressPace)
                return;
            told = now;
            _ = TellAsync(job.Id, text);
        };
    }

    private async Task TellAsync(string id, string progress)
    {
        try
        {
            using var patience = new CancellationTokenSource(PostgresLedger.Patience, time);
            await jobs.Table!.TellProgressAsync(id, progress, patience.Token);
        }
        catch (Exception e) when (StateDatabase.IsFailure(e) || e is OperationCanceledException)
        {
            // The next word says more.
        }
    }

    private sealed class Lifetime : IHttpRequestLifetimeFeature
    {
        public CancellationToken RequestAborted { get; set; }

        public void Abort()
        {
        }
    }
}
