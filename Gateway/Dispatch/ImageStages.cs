using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Dispatch;

/// <summary>The stages around every image call, in the order of their registration.</summary>
internal sealed class ImageStages(IEnumerable<IImageStage> stages, FailureLog log)
{
    private readonly IImageStage[] _stages = [.. stages];

    /// <summary>The stages of one call; null when none joins it.</summary>
    public StageRun? Of(ImageCall call)
    {
        foreach (var stage in _stages)
        {
            if (stage.Joins(call))
                return new StageRun(_stages, call, log);
        }
        return null;
    }
}

/// <summary>
/// Runs the stages of one call. What an earlier process has ordered is delivered, whatever keys, limits and budgets say by now: of a call that goes on
/// with it every stage is asked, and none refuses anything.
/// </summary>
internal sealed class StageRun(IImageStage[] stages, ImageCall call, FailureLog log)
{
    private readonly bool _isOrdered = call.Detached is { IsResumed: true };
    private int _begun;

    /// <summary>Asks each stage about the call's headers until one refuses.</summary>
    public async ValueTask<ImageError?> BeginAsync(HttpRequest request)
    {
        foreach (var stage in stages)
        {
            var refusal = await stage.BeginAsync(call, request);
            _begun++;
            if (refusal is not null && !_isOrdered)
                return refusal;
        }
        return null;
    }

    /// <summary>Asks each stage about the primary before the client's pictures are read, until one refuses.</summary>
    public ImageError? JudgeEarly(ImageTarget target)
    {
        foreach (var stage in stages)
        {
            if (stage.JudgeEarly(call, target) is { } refusal && !_isOrdered)
                return refusal;
        }
        return null;
    }

    /// <summary>Asks each stage about a target until one refuses.</summary>
    public async ValueTask<ImageError?> JudgeAsync(ImageTarget target)
    {
        foreach (var stage in stages)
        {
            if (await stage.JudgeAsync(call, target) is { } refusal && !_isOrdered)
                return refusal;
        }
        return null;
    }

    /// <summary>Asks each stage about the primary of a call that another one has ordered, until one refuses.</summary>
    public async ValueTask<ImageError?> JudgeReplayAsync(ImageTarget target)
    {
        foreach (var stage in stages)
        {
            if (await stage.JudgeReplayAsync(call, target) is { } refusal && !_isOrdered)
                return refusal;
        }
        return null;
    }

    /// <summary>Asks each stage about an attempt until one refuses.</summary>
    public async ValueTask<ImageError?> BeginAttemptAsync(ImageAttempt attempt)
    {
        foreach (var stage in stages)
        {
            if (await stage.BeginAttemptAsync(call, attempt) is { } refusal && !_isOrdered)
                return refusal;
        }
        return null;
    }

    /// <summary>Tells each stage the result of an attempt, in reverse order; a stage that fails does not keep the others from learning it.</summary>
    public async ValueTask EndAttemptAsync(ImageAttempt attempt)
    {
        for (var i = stages.Length - 1; i >= 0; i--)
        {
            try
            {
                await stages[i].EndAttemptAsync(call, attempt);
            }
            catch (Exception e)
            {
                log.StageFailed(call.RequestId, stages[i], e);
            }
        }
    }

    /// <summary>Ends the stages that have begun, in reverse order; a stage that fails does not keep the others from ending.</summary>
    public async ValueTask EndAsync(CallOutcome outcome)
    {
        while (_begun > 0)
        {
            var stage = stages[--_begun];
            try
            {
                await stage.EndAsync(call, outcome);
            }
            catch (Exception e)
            {
                log.StageFailed(call.RequestId, stage, e);
            }
        }
    }
}
