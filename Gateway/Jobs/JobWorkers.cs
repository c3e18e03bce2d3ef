using System.Collections.Concurrent;
using Iris.Gateway.Model;
using Iris.Gateway.State;

namespace Iris.Gateway.Jobs;

/// <summary>
/// Makes the jobs of this instance, a bounded number at once: takes them out of the queue, renews their leases until the last one has ended, and ends
/// those early that are to end.
/// </summary>
internal sealed partial class JobWorkers(
    JobStore jobs, JobEnds ends, JobWebhooks webhooks, JobMetrics metrics, CurrentSnapshot snapshot, TimeProvider time, ILogger<JobWorkers> logger)
    : IHostedLifecycleService, IDisposable
{
    /// <summary>How often other instances' jobs, and calls to cancel, are looked for.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan PruneInterval = TimeSpan.FromMinutes(1);
    // A look is over before the leases are.
    private static readonly TimeSpan LongestLook = JobLeases.Length / 2;
    // What has been told to end ends at once; whatever does not, does not hold the process.
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, JobRun> _running = [];
    private readonly JobSignal _awake = new(time);
    private readonly CancellationTokenSource _stop = new();
    private RequestDelegate? _pipeline;
    private JobOptions? _options;
    private Task _loop = Task.CompletedTask;
    private DateTimeOffset _pruned;
    private long? _looked;
    private bool _isFailing;
    private volatile bool _isOver;

    /// <summary>Begins to make jobs.</summary>
    /// <param name="pipeline">Makes a request.</param>
    public void Begin(RequestDelegate pipeline) => _pipeline = pipeline;

    /// <summary>A job waits, or there is room for one: the queue alone is looked at.</summary>
    public void Wake() => _awake.Set();

    /// <summary>Ends a job of this instance, as its client asks.</summary>
    public void Cancel(string id)
    {
        if (_running.TryGetValue(id, out var run))
            run.End(JobStop.Client);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        // The pipeline is built with the server.
        if (_pipeline is not null && jobs.Table is not null)
        {
            metrics.Begin(() => _running.Count);
            _loop = Task.Run(LoopAsync, CancellationToken.None);
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    /// <remarks>No job is begun any more. Those that run go on, and their leases are renewed until the last one has ended.</remarks>
    public Task StoppingAsync(CancellationToken cancellationToken) => _stop.CancelAsync();

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _loop.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_loop.IsCompleted)
            return;
        // Time is over for what still runs.
        _isOver = true;
        foreach (var run in _running.Values)
            run.End(JobStop.Gateway);
        Wake();
        await _loop.WaitAsync(LongestEnd, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => webhooks.EndAsync();

    public void Dispose() => _stop.Dispose();

    private bool IsStopping => _stop.IsCancellationRequested;

    private async Task LoopAsync()
    {
        while (!IsStopping || !_running.IsEmpty)
        {
            var awake = _awake.Next();
            try
            {
                using var patience = new CancellationTokenSource(LongestLook, time);
                await LookAsync(patience.Token);
                _isFailing = false;
            }
            catch (Exception e)
            {
                // Whatever it is, the next look may succeed; a loop that has ended makes no job any more.
                if (!_isFailing)
                    Log.Failed(logger, e.Message, StateDatabase.IsFailure(e) || e is OperationCanceledException ? null : e);
                _isFailing = true;
                // Nothing shortens the pause.
                awake = new TaskCompletionSource().Task;
            }
            if (!IsStopping || !_running.IsEmpty)
                await _awake.WaitAsync(awake, Interval, IsStopping ? CancellationToken.None : _stop.Token);
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        var isDue = _looked is not { } looked || time.GetElapsedTime(looked) >= Interval;
        if (isDue)
        {
            _looked = time.GetTimestamp();
            await RenewAsync(cancellation);
        }
        if (IsStopping)
            return;
        if (isDue)
            await CareAsync(cancellation);
        // What was taken on is made, also where the section has gone from the file.
        _options = snapshot().Images.Jobs ?? _options ?? new JobOptions();
        foreach (var placed in await jobs.Leases.TakeOverAsync([.. _running.Keys], _options.Workers - _running.Count, cancellation))
            Start(placed);
        while (!IsStopping && _running.Count < _options.Workers && await jobs.Leases.TakeAsync(cancellation) is { } job)
            Start(job);
        if (isDue)
            metrics.Wait(await jobs.Table!.CountWaitingAsync(cancellation));
    }

    private async Task CareAsync(CancellationToken cancellation)
    {
        foreach (var (id, body) in await jobs.Leases.RecoverAsync([.. _running.Keys], cancellation))
            await ends.TidyAsync(id, body);
        webhooks.Look();
        if (time.GetUtcNow() - _pruned >= PruneInterval)
        {
            await jobs.Table!.PruneAsync(cancellation);
            _pruned = time.GetUtcNow();
        }
    }

    private async Task RenewAsync(CancellationToken cancellation)
    {
        string[] running = [.. _running.Keys];
        var own = await jobs.Leases.RenewAsync(running, cancellation);
        foreach (var id in running)
        {
            // One that has just ended is not in the table's answer either, and nothing is left of it to end.
            if (!own.TryGetValue(id, out var isCancelled) && _running.TryGetValue(id, out var lost))
                lost.End(JobStop.Lost);
            else if (isCancelled)
                Cancel(id);
        }
    }

    private void Start(Job job)
    {
        var run = new JobRun(job, new CancellationTokenSource());
        _running[job.Id] = run;
        _ = Task.Run(() => RunAsync(run), CancellationToken.None);
        if (_isOver)
            run.End(JobStop.Gateway);
    }

    private async Task RunAsync(JobRun run)
    {
        try
        {
            await ends.RunAsync(run, _pipeline!);
        }
        catch (Exception e)
        {
            Log.Unexpected(logger, run.Job.Id, e);
        }
        finally
        {
            _running.TryRemove(run.Job.Id, out _);
            Wake();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The queue of jobs cannot be read: {Reason}. It is tried again.", EventName = "JobsFailed")]
        public static partial void Failed(ILogger logger, string reason, Exception? exception);

        [LoggerMessage(2, LogLevel.Error, "the end of job {Id} could not be noted", EventName = "JobNotEnded")]
        public static partial void Unexpected(ILogger logger, string id, Exception exception);
    }
}
