using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;
using Microsoft.AspNetCore.Http.Features;

namespace Iris.Gateway.Dispatch;

/// <content>Shares one answer among calls that ask for the same.</content>
internal sealed partial class DispatchRun
{
    // This call's part in a run that others may join; null for a call of its own.
    private ICallRun? _run;

    // True when the client has been answered: another call has ordered what it asks for, or it is refused. Where this call becomes the one that
    // orders, its client reads along like everybody else, and the walk writes for all of them.
    private async ValueTask<bool> JoinAsync(Resolution targets)
    {
        // What leads nowhere costs nothing; what is ordered already is asked for where it was ordered.
        if (targets.Primary is null && !IsResumed)
            return false;
        var (run, refusal) = await services.Repeats.FindAsync(context, call, context.GetReverseProxyFeature().Route.Config.RouteId);
        if (run is null && refusal is null)
            return false;
        if (run is { IsOwner: true })
        {
            _run = run;
            var (head, body) = run.Begin();
            response.Redirect(head, body);
            return false;
        }
        if (run is not null && _stages is not null && targets.Primary is { } primary)
            refusal = await JudgeReplayAsync(run, _stages, primary);
        if (refusal is not null)
        {
            await FailAsync(refusal);
            return true;
        }
        call.Replay();
        await FinishAsync(run!);
        return true;
    }

    // True when a call that is only tried out is refused: made later, it could only fail.
    private async ValueTask<bool> RefuseRehearsalAsync(Resolution targets)
    {
        if (targets.Primary is null
            || await services.Repeats.JudgeRehearsalAsync(context, call, context.GetReverseProxyFeature().Route.Config.RouteId) is not { } refusal)
        {
            return false;
        }
        await FailAsync(refusal);
        return true;
    }

    private static async ValueTask<ImageError?> JudgeReplayAsync(ICallRun run, StageRun stages, ImageTarget primary)
    {
        var refusal = await stages.JudgeReplayAsync(primary);
        if (refusal is not null)
            await run.DisposeAsync();
        return refusal;
    }

    // A recorded answer breaks off at its readers.
    private Task BreakOffAsync(ImageError error) => _run is null ? BrokenAnswer.EndAsync(context, error) : Task.CompletedTask;

    private async Task EndRunAsync(ICallRun run, CallOutcome outcome)
    {
        await run.EndAsync(outcome, call.Serving?.Result?.BrokeOff == true);
        response.Redirect(context.Features.GetRequiredFeature<IHttpResponseFeature>(), context.Features.GetRequiredFeature<IHttpResponseBodyFeature>());
        await FinishAsync(run);
    }

    // Waits until the client has the answer, and ends the response as the answer has ended.
    private async Task FinishAsync(ICallRun run)
    {
        var (end, failure) = await run.AnswerAsync();
        if (end == RunEnd.Whole)
        {
            if (failure is not null)
                call.Fail(failure);
        }
        else if (end == RunEnd.Broken)
        {
            await EndBrokenAsync(failure ?? CallFailure.Unexpected);
        }
        else if (end == RunEnd.TimedOut)
        {
            call.Fail(CallFailure.RouteTimedOut);
        }
        else
        {
            Cancel();
        }
    }

    private Task EndBrokenAsync(ImageError failure)
    {
        if (!context.Response.HasStarted)
            return FailAsync(failure);
        call.Fail(failure);
        return BrokenAnswer.EndAsync(context, failure);
    }
}
