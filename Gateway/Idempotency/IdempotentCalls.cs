using Iris.Gateway.Calls;
using Iris.Gateway.Recordings;
using Iris.Gateway.Spool;
using Iris.Gateway.State;
using Iris.Gateway.Store;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Idempotency;

/// <summary>
/// Finds the call that another one is again: under way here, kept in the state, or under way at another instance, whose end is then waited for.
/// </summary>
internal sealed class IdempotentCalls(
    CallSettlements settlements, StoreService store, SpoolBudget spool, RepeatMetrics metrics, TimeProvider time) : ICallRepeats
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    // Calls with the same key are looked at one after another; others rarely meet.
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    /// <inheritdoc/>
    public bool Concerns(ImageCall call, HttpRequest request) =>
        call.Snapshot.Images.Idempotency is { } options && settlements.Table is not null && call.Detached is not { IsRehearsal: true }
        && (options.Collapse is not null || request.Headers.ContainsKey(RepeatKey.Header));

    /// <inheritdoc/>
    public async ValueTask<(ICallRun? Run, ImageError? Refusal)> FindAsync(HttpContext context, ImageCall call, string route)
    {
        var (key, refusal) = RepeatKey.Of(context.Request, call, call.Snapshot.Images.Idempotency!, route);
        if (key is null)
            return (null, refusal);
        var client = new RunClient(new AnswerCopy(context), call, time);
        try
        {
            while (true)
            {
                var (run, failure, wait) = await LookAsync(key, context, client);
                if (run is not null || failure is not null)
                    return (run, failure);
                await (wait ?? Task.Delay(Poll, time, context.RequestAborted)).WaitAsync(context.RequestAborted);
            }
        }
        catch (Exception e) when (StateDatabase.IsFailure(e) || e is StoreException)
        {
            metrics.Count("unavailable");
            return (null, key.IsGiven ? RepeatErrors.Unavailable : null);
        }
    }

    private async ValueTask<(ICallRun? Run, ImageError? Refusal, Task? Wait)> LookAsync(RepeatKey key, HttpContext context, RunClient client)
    {
        var gate = _gates[Convert.ToInt32(key.Id[..2], 16) % _gates.Length];
        await gate.WaitAsync(context.RequestAborted);
        try
        {
            if (settlements.Find(key.Id) is { } running)
                return await JoinAsync(key, running, client);
            using var patience = new CancellationTokenSource(PostgresLedger.Patience, time);
            var row = await settlements.Table!.ClaimAsync(key, patience.Token);
            if (row.Request != key.Request)
                return Refuse(RepeatErrors.Reused, "reused");
            switch (row.State)
            {
                case KnownCall.Claimed:
                    return (await BeginAsync(key, context, client, patience.Token), null, null);
                case KnownCall.Kept:
                    return await ReplayAsync(key, row, client, patience.Token);
                case KnownCall.Lost when key.IsGiven:
                    await settlements.Table.LoseAsync(key, patience.Token);
                    return Refuse(RepeatErrors.Interrupted, "interrupted");
                case KnownCall.Lost:
                    await settlements.Table.ForgetAsync(key, patience.Token);
                    return (null, null, Task.CompletedTask);
                default:
                    return default;
            }
        }
        catch (OperationCanceledException e) when (!context.RequestAborted.IsCancellationRequested)
        {
            throw new StateException("the state cannot be reached", e);
        }
        finally
        {
            gate.Release();
        }
    }

    private async ValueTask<(ICallRun?, ImageError?, Task?)> JoinAsync(RepeatKey key, RunningCall running, RunClient client)
    {
        if (running.Recording.TryRead() is not { } source)
            return (null, null, running.Settled);
        if (running.Key.Request != key.Request)
        {
            await source.DisposeAsync();
            return Refuse(RepeatErrors.Reused, "reused");
        }
        metrics.Count("join");
        return (new JoinedRun(source, client), null, null);
    }

    private async ValueTask<OwnedRun> BeginAsync(RepeatKey key, HttpContext context, RunClient client, CancellationToken cancellation)
    {
        FileWriter file;
        try
        {
            file = store.Files!.Create(new NewFile(FileKind.Answer, client.Call.Caller?.Key, key.TimeToLive));
        }
        catch (StoreException e)
        {
            // Another instance may be able to make it.
            store.Tell(e);
            await settlements.Table!.ForgetAsync(key, cancellation);
            throw;
        }
        metrics.Count("order");
        var images = client.Call.Snapshot.Images;
        var overflow = new RecordingOverflow(images.SpoolFolder ?? Path.GetTempPath(), spool, images.SpoolBytes);
        var running = new RunningCall(key, new Recording(file, images.Idempotency!.Finish, overflow));
        settlements.Begin(running);
        return new OwnedRun(context, running, settlements, client);
    }

    private async ValueTask<(ICallRun?, ImageError?, Task?)> ReplayAsync(RepeatKey key, AnswerRow row, RunClient client, CancellationToken cancellation)
    {
        if (await store.Files!.FindAsync(row.Answer.File, cancellation) is { } file && store.Files.Open(file) is { } body)
        {
            metrics.Count("replay");
            return (new JoinedRun(new StoredAnswer(row.Answer.Head, body), client), null, null);
        }
        // The store has had no room for it: as if its time were over.
        await settlements.Table!.ForgetAsync(key, cancellation);
        return (null, null, Task.CompletedTask);
    }

    private (ICallRun?, ImageError?, Task?) Refuse(ImageError error, string word)
    {
        metrics.Count(word);
        return (null, error, null);
    }
}
