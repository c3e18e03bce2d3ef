using Iris.Gateway.Calls;
using Iris.Gateway.Recordings;
using Microsoft.AspNetCore.Http.Features;

namespace Iris.Gateway.Idempotency;

/// <summary>The part of the call that makes the run. Its own client reads the recording like everybody else.</summary>
internal sealed class OwnedRun(HttpContext context, RunningCall running, CallSettlements settlements, RunClient client) : ICallRun
{
    private RecordedResponse? _response;
    private Task<RunEnd>? _copying;
    private IAnswerSource? _source;

    public bool IsOwner => true;

    public (IHttpResponseFeature Response, IHttpResponseBodyFeature Body) Begin()
    {
        _source = running.Recording.TryRead()!;
        _response = new RecordedResponse(running.Recording, client.Copy.Response);
        context.Features.Set<IHttpResponseFeature>(_response);
        context.Features.Set<IHttpResponseBodyFeature>(_response);
        context.RequestAborted = running.Recording.Abandoned;
        _copying = CopyAsync();
        return (_response, _response);
    }

    public async ValueTask EndAsync(CallOutcome outcome, bool brokeOff)
    {
        client.Copy.Restore(context);
        var isWhole = !brokeOff && _response!.HasStarted;
        try
        {
            await _response!.CompleteAsync();
        }
        catch (IOException)
        {
            isWhole = false;
        }
        var isBilled = IsPossiblyBilled(outcome);
        var isKept = isWhole && !outcome.IsLeft && (outcome.Failure is null || (isBilled && running.Key.IsGiven));
        if (!isKept)
            running.Recording.Close();
        if (!isKept && running.Recording.StoreFailure is { } storeFailure)
            settlements.Tell(storeFailure);
        running.Recording.End(isWhole, outcome.Failure);
        await (isKept ? settlements.KeepAsync(running, client.Call.NamedFiles)
            // Of a call that is left nobody orders it meanwhile: whoever goes on with it takes the row over.
            : (isBilled && !isWhole) || outcome.IsLeft ? settlements.LoseAsync(running)
            : settlements.ForgetAsync(running));
    }

    public async ValueTask<RunAnswer> AnswerAsync() => new(await _copying!, _source!.Failure);

    public ValueTask DisposeAsync() => _source?.DisposeAsync() ?? default;

    // What clients have cancelled by leaving may have been billed as well; who asks again wants it ordered.
    private bool IsPossiblyBilled(CallOutcome outcome) =>
        !running.Recording.Abandoned.IsCancellationRequested
        && (outcome.Produced.Count > 0 || outcome.AnswerFailure is not null || outcome.FailedAttempts.Any(attempt => attempt.PossiblyBilled));

    private async Task<RunEnd> CopyAsync()
    {
        // Off the call's own thread.
        await Task.Yield();
        try
        {
            return await client.CopyAsync(_source!, isReplay: false);
        }
        finally
        {
            await _source!.DisposeAsync();
        }
    }
}
