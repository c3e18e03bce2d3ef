using System.Collections.Concurrent;
using Iris.Gateway.Model;
using Iris.Gateway.State;

namespace Iris.Gateway.Jobs;

/// <summary>
/// Makes the jobs of this instance, a bounded number at once: takes them out of the queue, keeps their leases, and gives back what it cannot finish when
/// the gateway ends.
/// </summary>
internal sealed partial class JobWorkers(
    JobStore jobs, JobRunner runner, JobWebhooks webhooks, JobMetrics metrics, CurrentSnapshot snapshot, TimeProvider time, ILogger<JobWorkers> logger)
    : IHostedLifecycleService, IDisposable
{
    /// <summary>How often other instances' jobs, and calls to cancel, are looked for, and how long a write that has failed waits.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PruneInterval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, CancellationTokenSource> _running = [];
    private readonly SemaphoreSlim _awake = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _end = new();
    private RequestDelegate? _pipeline;
    private Task _loop = Task.CompletedTask;
    private DateTimeOffset _pruned;
    private bool _isFailing;

    /// <summary>Begins to make jobs.</summary>
    /// <param name="pipeline">Makes a request.</param>
    public void Begin(RequestDelegate pipeline) => _pipeline = pipeline;

    /// <summary>A job waits.</summary>
    public void Wake() => _awake.Release();

    /// <summary>Ends a job of this instance.</summary>
    public void Cancel(string id)
    {
        if (_running.TryGetValue(id, out var job))
            job.Cancel();
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
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _loop;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (!_running.IsEmpty)
                await Task.Delay(50, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Time is over for what still runs.
            await _end.CancelAsync();
            foreach (var job in _running.Values)
                await job.CancelAsync();
            while (!_running.IsEmpty)
                await Task.Delay(50, CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => webhooks.EndAsync();

    public void Dispose()
    {
        _stop.Dispose();
        _end.Dispose();
        _awake.Dispose();
    }

    private async Task LoopAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await LookAsync();
                _isFailing = false;
                await _awake.WaitAsync(Interval, _stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (StateDatabase.IsFailure(e) || e is OperationCanceledException)
            {
                if (!_isFailing)
                    Log.Failed(logger, e.Message);
                _isFailing = true;
                await Task.Delay(Interval, time);
            }
        }
    }

    private async Task LookAsync()
    {
        var table = jobs.Table!;
        foreach (var id in await table.RenewAsync(_stop.Token))
            Cancel(id);
        foreach (var body in await table.RecoverAsync(_stop.Token))
            await jobs.DeleteAsync(body, _stop.Token);
        webhooks.Look();
        while (_running.Count < (snapshot().Images.Jobs?.Workers ?? 0) && await table.TakeAsync(_stop.Token) is { } job)
            Start(job);
        metrics.Wait(await table.CountWaitingAsync(_stop.Token));
        if (time.GetUtcNow() - _pruned >= PruneInterval)
        {
            await table.PruneAsync(_stop.Token);
            _pruned = time.GetUtcNow();
        }
    }

    private void Start(Job job)
    {
        var cancellation = new CancellationTokenSource();
        _running[job.Id] = cancellation;
        _ = Task.Run(() => RunAsync(job, cancellation), CancellationToken.None);
    }

    private async Task RunAsync(Job job, CancellationTokenSource cancellation)
    {
        try
        {
            JobEnd? end;
            try
            {
                end = await runner.RunAsync(job, _pipeline!, cancellation.Token);
            }
            catch (Exception e)
            {
                Log.Unexpected(logger, job.Id, e);
                end = new JobEnd(JobState.Failed);
            }
            // A client's word is another one than the gateway's end.
            if (cancellation.IsCancellationRequested && !_end.IsCancellationRequested && end is not { State: JobState.Completed })
                end = new JobEnd(JobState.Cancelled);
            await EndAsync(job, end);
        }
        finally
        {
            _running.TryRemove(job.Id, out _);
            cancellation.Dispose();
            if (!_stop.IsCancellationRequested)
                Wake();
        }
    }

    private async Task EndAsync(Job job, JobEnd? end)
    {
        // What cannot be written for so long is another instance's to find.
        for (var until = time.GetUtcNow() + JobTable.Lease; ;)
        {
            try
            {
                using var patience = new CancellationTokenSource(PostgresLedger.Patience, time);
                if (end is { } known)
                    await jobs.Table!.EndAsync(job, known, patience.Token);
                else
                    await jobs.Table!.RequeueAsync(job.Id, patience.Token);
                break;
            }
            catch (Exception e) when (StateDatabase.IsFailure(e) || e is OperationCanceledException)
            {
                if (time.GetUtcNow() >= until || _end.IsCancellationRequested)
                    return;
                await Task.Delay(Interval, time);
            }
        }
        if (end is not { } ended)
            return;
        metrics.End(ended.State);
        webhooks.Look();
        await jobs.DeleteAsync(job.Body, CancellationToken.None);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The queue of jobs cannot be read: {Reason}. It is tried again.", EventName = "JobsFailed")]
        public static partial void Failed(ILogger logger, string reason);

        [LoggerMessage(2, LogLevel.Error, "job {Id} failed unexpectedly", EventName = "JobFailed")]
        public static partial void Unexpected(ILogger logger, string id, Exception exception);
    }
}
