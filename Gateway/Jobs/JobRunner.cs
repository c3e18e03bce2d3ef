using Iris.Gateway.Calls;
using Iris.Gateway.Recordings;
using Iris.Gateway.State;
using Iris.Gateway.Store;
using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Buffers;
using Microsoft.AspNetCore.Http.Features;

namespace Iris.Gateway.Jobs;

/// <summary>Makes one job: its request goes through the same pipeline as every other, and its answer is recorded.</summary>
internal sealed partial class JobRunner(
    JobStore jobs, IRequestLog requests, IServiceScopeFactory scopes, JobWatch watch, TimeProvider time, ILogger<JobRunner> logger)
{
    /// <summary>How long the orders of an earlier process wait until it is tried again to ask for them.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan ProgressPace = TimeSpan.FromSeconds(1);

    /// <summary>Makes a job to its end; never throws.</summary>
    /// <param name="run">The job.</param>
    /// <param name="pipeline">Makes it.</param>
    /// <returns>How it ended; null where it waits again, as it was ended early and surely not ordered, or as another process goes on with its orders.</returns>
    public async Task<JobEnd?> RunAsync(JobRun run, RequestDelegate pipeline)
    {
        var orders = new JobOrdering(jobs.Leases, run, time);
        while (true)
        {
            var end = await TryAsync(run, orders, pipeline);
            if (!orders.IsLeft)
                return end;
            // A picture that is paid for is not lost because there is no room, no store or no credential for a moment.
            await Task.Delay(Pause, time, run.Ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            orders.TryAgain();
            if (run.Stop is not (JobStop.None or JobStop.Client))
                return EarlyEnd(run, orders, mayBeBilled: true);
        }
    }

    private async Task<JobEnd?> TryAsync(JobRun run, JobOrdering orders, RequestDelegate pipeline)
    {
        try
        {
            return await MakeAsync(run, orders, pipeline);
        }
        catch (Exception e)
        {
            if (run.Stop != JobStop.None)
                return EarlyEnd(run, orders, orders.MayBeBilled);
            if (orders.IsLeft || orders.Leaves(null))
                return null;
            Log.Unexpected(logger, run.Job.Id, e);
            return NoAnswer(orders);
        }
    }

    private static JobEnd NoAnswer(JobOrdering orders) => new(orders is { Placed: not null, IsAskedFor: false } ? JobState.Interrupted : JobState.Failed);

    // A client's word is another one than the gateway's end.
    private static JobEnd? EarlyEnd(JobRun run, JobOrdering orders, bool mayBeBilled) =>
        run.Stop == JobStop.Client ? new JobEnd(JobState.Cancelled)
        : mayBeBilled && !orders.KeepsOrders ? new JobEnd(JobState.Interrupted)
        : null;

    // Orders of an earlier process that the file does not lead to any more, or that their provider has forgotten.
    private static bool AreLost(JobOrdering orders, ImageCall? call) => !orders.IsAskedFor || ErrorOf(call) is
        { Status: StatusCodes.Status404NotFound or StatusCodes.Status410Gone } or { IsOrderUnknown: true };

    private static ImageError? ErrorOf(ImageCall? call) => call?.Error ?? call?.Serving?.Result?.Failure?.Error;

    private async Task<JobEnd?> MakeAsync(JobRun run, JobOrdering orders, RequestDelegate pipeline)
    {
        var (end, broken) = await RecordAsync(run, orders, pipeline);
        // The store has the room back that the answer took.
        return broken is { } failed ? new JobEnd(JobState.Failed, failed.Error.Status, await KeepFailureAsync(run, failed.Call, failed.Error)) : end;
    }

    private async Task<(JobEnd? End, (ImageCall Call, ImageError Error)? Broken)> RecordAsync(JobRun run, JobOrdering orders, RequestDelegate pipeline)
    {
        var (job, cancellation) = (run.Job, run.Ended);
        // What cannot be read is not ordered again.
        if (job.Placed is not null && orders.Placed is null)
            return (new JobEnd(JobState.Interrupted), null);
        // A call that its client has cancelled while its orders waited is made once more, and ends at once: it tells what they may have cost.
        using var patience = new CancellationTokenSource(StoreService.Patience, time);
        if (await jobs.Files.FindAsync(job.Body, run.Stop == JobStop.Client ? patience.Token : cancellation) is not { } body
            || jobs.Files.Open(body) is not { } content)
            return (orders.Leaves(null) ? null : NoAnswer(orders), null);
        await using var request = content;
        await using var recording = new Recording(jobs.Files.Create(new NewFile(FileKind.Answer, job.Key, job.TimeToLive)), finishes: true);
        var response = new RecordedResponse(recording, client: null);
        await using var scope = scopes.CreateAsyncScope();
        var context = ContextOf(job, body, request, response, cancellation);
        context.RequestServices = scope.ServiceProvider;
        context.Features.Set(new DetachedCall { Key = job.Key, Holder = job.Holder, Orders = orders, Progress = ProgressOf(job) });
        var (isWhole, isBroken) = await MakeAsync(context, response, pipeline);
        var call = context.Features.Get<ImageCall>();
        if (run.Stop != JobStop.None && !(isWhole && response.StatusCode < StatusCodes.Status400BadRequest))
            return (EarlyEnd(run, orders, orders.MayBeBilled && MayBeBilled(call)), null);
        if (orders.IsLeft)
            return default;
        if (run.Job.Placed is not null && !(isWhole && response.StatusCode < StatusCodes.Status400BadRequest) && AreLost(orders, call))
            return (new JobEnd(JobState.Interrupted), null);
        if (isBroken && call is not null && FailureOf(call) is { } error)
            return (null, (call, error));
        if (!isWhole)
            return (new JobEnd(JobState.Failed), null);
        recording.End(isWhole: true, null);
        var state = response.StatusCode < StatusCodes.Status400BadRequest ? JobState.Completed : JobState.Failed;
        return (await KeepAsync(run, recording.KeepAsync) is { } file ? new JobEnd(state, response.StatusCode, file) : new JobEnd(JobState.Failed), null);
    }

    // An order that was noted and then waited for its place was not sent.
    private static bool MayBeBilled(ImageCall? call) =>
        call is null || call.Trail.Exists(attempt => attempt.PossiblyBilled) || call.Serving is { Result: null or { Failure: null } };

    // A job has no client: where the answer could not be taken, the store has failed.
    private static ImageError? FailureOf(ImageCall call) =>
        ErrorOf(call) is { } error && error != CallFailure.Cancelled ? error : null;

    // Nobody has seen the beginning of an answer that broke off, so that its failure can still be told in its place.
    private async Task<string?> KeepFailureAsync(JobRun run, ImageCall call, ImageError error)
    {
        await using var file = jobs.Files.Create(new NewFile(FileKind.Answer, run.Job.Key, run.Job.TimeToLive));
        using var body = new PooledBuffer();
        call.Dialect.WriteFailure(body, call.Report(error, time));
        file.ContentType = call.Dialect.ContentType(stream: false);
        try
        {
            file.Write(body.WrittenSpan);
        }
        catch (StoreException e)
        {
            Log.NotKept(logger, run.Job.Id, e.Message);
            return null;
        }
        return await KeepAsync(run, async patience => (await file.CommitAsync(patience)).Id);
    }

    // An answer that is there, and may be paid for, is not lost because the store is away for a moment. Null where it cannot be kept.
    private async Task<string?> KeepAsync(JobRun run, Func<CancellationToken, ValueTask<string>> keep)
    {
        for (var until = time.GetUtcNow() + JobLeases.Length; ;)
        {
            try
            {
                using var patience = new CancellationTokenSource(StoreService.Patience, time);
                return await keep(patience.Token);
            }
            catch (Exception e) when (e is StoreException or OperationCanceledException)
            {
                if (time.GetUtcNow() >= until || run.Stop != JobStop.None)
                {
                    Log.NotKept(logger, run.Job.Id, e.Message);
                    return null;
                }
                await Task.Delay(JobEnds.Pause, time, CancellationToken.None);
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
            if (context.Features.Get<ImageCall>()?.Outcome is not { IsLeft: true })
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
            await jobs.Leases.TellProgressAsync(id, progress, patience.Token);
            watch.Tell(id);
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

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "job {Id} failed unexpectedly", EventName = "JobFailed")]
        public static partial void Unexpected(ILogger logger, string id, Exception exception);

        [LoggerMessage(2, LogLevel.Warning, "the answer of job {Id} could not be kept: {Reason}", EventName = "JobNotKept")]
        public static partial void NotKept(ILogger logger, string id, string reason);
    }
}
