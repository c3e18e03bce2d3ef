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
    CallSettlements settlements, StoreService store, SpoolBudget spool, IPlacedCalls placed, RepeatMetrics metrics, TimeProvider time) : ICallRepeats
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    private readonly KeyGates _gates = new(time);

    /// <inheritdoc/>
    public bool Concerns(ImageCall call, HttpRequest request) =>
        call.Snapshot.Images.Idempotency is { } options && settlements.Table is not null && !call.IsRehearsal
        && (options.Collapse is not null || request.Headers.ContainsKey(RepeatKey.Header));

    /// <inheritdoc/>
    public async ValueTask<ImageError?> JudgeRehearsalAsync(HttpContext context, ImageCall call, string route)
    {
        if (call.Snapshot.Images.Idempotency is not { } options || settlements.Table is null || !context.Request.Headers.ContainsKey(RepeatKey.Header))
            return null;
        var (key, refusal) = RepeatKey.Of(context.Request, call, options, route);
        if (key is not { IsGiven: true })
            return refusal;
        using var patience = new CancellationTokenSource(PostgresLedger.Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        try
        {
            return await settlements.Table.IsOfAnotherAsync(key, both.Token) ? Refuse(RepeatErrors.Reused, "reused").Item2 : null;
        }
        catch (Exception e) when (IsFailure(e) || (e is OperationCanceledException && !context.RequestAborted.IsCancellationRequested))
        {
            // It is judged again when it is made.
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<(ICallRun? Run, ImageError? Refusal)> FindAsync(HttpContext context, ImageCall call, string route)
    {
        var (key, refusal) = RepeatKey.Of(context.Request, call, call.Snapshot.Images.Idempotency!, route);
        if (key is null)
            return (null, refusal);
        // What is ordered already is asked for itself; another call's equal answer would leave it unfetched, and untold.
        if (!key.IsGiven && call.Detached is { IsResumed: true })
            return (null, null);
        var client = new RunClient(new AnswerCopy(context), call, time);
        // Whoever makes the call has as long; then the state can be told of its end.
        using var deadline = new CancellationTokenSource(call.Snapshot.Images.Deadlines.Total + AnswerTable.Lease, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        try
        {
            while (true)
            {
                var (run, failure, wait) = await LookAsync(key, context, client, both.Token);
                if (run is not null || failure is not null)
                    return (run, failure);
                await (wait ?? Task.Delay(Poll, time, both.Token)).WaitAsync(both.Token);
            }
        }
        catch (Exception e) when (IsFailure(e) || (e is OperationCanceledException && !context.RequestAborted.IsCancellationRequested))
        {
            metrics.Count("unavailable");
            return (null, key.IsGiven ? RepeatErrors.Unavailable : null);
        }
    }

    private static bool IsFailure(Exception e) => StateDatabase.IsFailure(e) || Blobs.IsFailure(e) || e is StoreException;

    private async ValueTask<(ICallRun? Run, ImageError? Refusal, Task? Wait)> LookAsync(
        RepeatKey key, HttpContext context, RunClient client, CancellationToken cancellation)
    {
        AnswerRow row;
        using (await _gates.EnterAsync(key.Id, cancellation))
        {
            if (settlements.Find(key.Id) is { } running)
                return await JoinAsync(key, running, client);
            using var patience = new CancellationTokenSource(PostgresLedger.Patience, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
            row = await settlements.Table!.ClaimAsync(key, both.Token, resumes: client.Call.Detached is { IsResumed: true });
            if (row.Request != key.Request)
                return Refuse(RepeatErrors.Reused, "reused");
            switch (row.State)
            {
                case KnownCall.Claimed:
                    return (await BeginAsync(key, context, client, both.Token), null, null);
                case KnownCall.Running:
                    return default;
                // Of a job that goes on with what was ordered for it nothing is lost: it takes the row over.
                case KnownCall.Lost when key.IsGiven && await placed.HasAsync(
                    RepeatKey.HolderOf(context.Request, client.Call), context.Request.Path, context.Request.Headers[RepeatKey.Header].ToString(), both.Token):
                    return default;
                case KnownCall.Lost when key.IsGiven:
                    await settlements.Table.LoseAsync(key, row, both.Token);
                    return Refuse(RepeatErrors.Interrupted, "interrupted");
                case KnownCall.Lost:
                    await settlements.Table.ForgetAsync(key, row, both.Token);
                    return (null, null, Task.CompletedTask);
            }
        }
        return await ReplayAsync(key, row, client, cancellation);
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
        // A job goes on without a client by itself, and ends when it is cancelled.
        var finishes = images.Idempotency!.Finish && client.Call.Detached is null;
        var running = new RunningCall(key, new Recording(file, finishes, overflow));
        settlements.Begin(running);
        return new OwnedRun(context, running, settlements, client);
    }

    private async ValueTask<(ICallRun?, ImageError?, Task?)> ReplayAsync(RepeatKey key, AnswerRow row, RunClient client, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(StoreService.Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        if (await StoredAnswer.OpenAsync(store.Files!, row.Answer.Head, row.Answer.File, both.Token) is { } answer)
        {
            metrics.Count("replay");
            return (new JoinedRun(answer, client), null, null);
        }
        // The store has no longer what the answer is made of: as if its time were over.
        await settlements.Table!.ForgetAsync(key, row, both.Token);
        return (null, null, Task.CompletedTask);
    }

    private (ICallRun?, ImageError?, Task?) Refuse(ImageError error, string word)
    {
        metrics.Count(word);
        return (null, error, null);
    }
}
