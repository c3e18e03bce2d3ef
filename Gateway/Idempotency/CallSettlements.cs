using System.Collections.Concurrent;
using System.Data.Common;
using Iris.Gateway.State;
using Iris.Gateway.Store;

namespace Iris.Gateway.Idempotency;

/// <summary>
/// The calls that this instance makes, and what the state is told of them: that they run, and what has become of them. What cannot be written is
/// tried again, behind whatever else is written to the state, until the time of the answer is over. Nothing is claimed while the state is away, so that
/// only calls under way can wait.
/// </summary>
internal sealed class CallSettlements(StateService state, StoreService store, Random random, TimeProvider time) : IHostedService
{
    private sealed record Unsettled(RunningCall Call, TimeSpan Patience, DateTimeOffset Until, Func<CancellationToken, Task> Write);

    private static readonly TimeSpan PruneInterval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, RunningCall> _running = [];
    private readonly ConcurrentQueue<Unsettled> _unwritten = new();
    private Task _retrying = Task.CompletedTask;
    private DateTimeOffset _renewed;
    private DateTimeOffset _pruned;

    /// <summary>The table; null where the state at the start was none that keeps anything.</summary>
    public AnswerTable? Table { get; } = state.Database is { } database && store.Files is not null
        ? new AnswerTable(database, InstanceName.New(random), time)
        : null;

    /// <summary>The call of this instance; null for none.</summary>
    public RunningCall? Find(string id) => _running.GetValueOrDefault(id);

    /// <summary>How many calls the state has not been told the end of.</summary>
    public int Count => _running.Count;

    /// <summary>How many ends of calls wait to be written again.</summary>
    public int Unwritten => _unwritten.Count;

    /// <summary>Begins a call that this instance has claimed.</summary>
    public void Begin(RunningCall call) => _running[call.Key.Id] = call;

    /// <summary>Tells of an answer that the store had no room for, and that would not have been kept.</summary>
    public void Tell(StoreException failure) => store.Tell(failure);

    /// <summary>Keeps a complete answer; tried again while the index of the store is away.</summary>
    /// <param name="call">The call.</param>
    /// <param name="files">The files of the store whose addresses it names.</param>
    public Task KeepAsync(RunningCall call, IReadOnlyList<string> files)
    {
        var (key, recording) = call;
        string? file = null;
        var isLost = false;
        return WriteAsync(call, StoreService.Patience, async cancellation =>
        {
            try
            {
                if (!isLost)
                    file ??= await recording.KeepAsync(cancellation);
            }
            catch (StoreException e) when (e.InnerException is DbException or StateException)
            {
                throw new StateException(e.Message, e);
            }
            catch (Exception e) when (e is StoreException or OperationCanceledException)
            {
                isLost = true;
                store.Tell(e as StoreException ?? new StoreException("the store did not answer in time", e));
            }
            await (file is not null ? Table!.KeepAsync(key, recording.Head! with { Failure = recording.Failure, Files = files }, file, cancellation)
                : key.IsGiven ? Table!.LoseAsync(key, cancellation)
                : Table!.ForgetAsync(key, cancellation));
        });
    }

    /// <summary>Notes that an answer is lost that may have cost: under a given key it is not ordered again.</summary>
    public Task LoseAsync(RunningCall call) =>
        call.Key.IsGiven ? WriteAsync(call, PostgresLedger.Patience, cancellation => Table!.LoseAsync(call.Key, cancellation)) : ForgetAsync(call);

    /// <summary>Forgets a call that may be ordered again.</summary>
    public Task ForgetAsync(RunningCall call) =>
        WriteAsync(call, PostgresLedger.Patience, cancellation => Table!.ForgetAsync(call.Key, cancellation));

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Tries a last time what is not written.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Retry();
        await _retrying.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Tells the state that the calls under way still run, and begins to tell it again what it has not taken.</summary>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        if (Table is null)
            return;
        Retry();
        var now = time.GetUtcNow();
        if (!_running.IsEmpty && now - _renewed >= AnswerTable.Lease / 4)
        {
            await Table.RenewAsync(_running.Keys, cancellation);
            _renewed = now;
        }
        if (now - _pruned >= PruneInterval)
        {
            await Table.PruneAsync(cancellation);
            _pruned = now;
        }
    }

    private async Task WriteAsync(RunningCall call, TimeSpan longest, Func<CancellationToken, Task> write)
    {
        var unsettled = new Unsettled(call, longest, time.GetUtcNow() + call.Key.TimeToLive, write);
        if (!await TryWriteAsync(unsettled))
            _unwritten.Enqueue(unsettled);
    }

    // Nobody waits for it: one end after another, each in a time of its own.
    private void Retry()
    {
        lock (_unwritten)
        {
            if (_retrying.IsCompleted && !_unwritten.IsEmpty)
                _retrying = Task.Run(RetryAsync);
        }
    }

    private async Task RetryAsync()
    {
        while (_unwritten.TryPeek(out var one) && await TryWriteAsync(one))
            _unwritten.TryDequeue(out _);
    }

    private async Task<bool> TryWriteAsync(Unsettled one)
    {
        try
        {
            using var patience = new CancellationTokenSource(one.Patience, time);
            if (time.GetUtcNow() < one.Until)
                await one.Write(patience.Token);
        }
        catch (Exception e) when (StateDatabase.IsFailure(e) || e is OperationCanceledException)
        {
            return false;
        }
        await EndAsync(one.Call);
        return true;
    }

    private async ValueTask EndAsync(RunningCall call)
    {
        _running.TryRemove(new(call.Key.Id, call));
        call.Settle();
        await call.Recording.DisposeAsync();
    }
}
