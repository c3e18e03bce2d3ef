using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Dispatch;

/// <summary>The stages around every image call, in the order of their registration.</summary>
internal sealed class ImageStages(IEnumerable<IImageStage> stages, FailureLog log)
{
    private readonly IImageStage[] _stages = [.. stages];

    /// <summary>The stages of one call; null where there are none.</summary>
    public StageRun? Of(ImageCall call) => _stages.Length == 0 ? null : new StageRun(_stages, call, log);
}

/// <summary>One call's way through the stages.</summary>
internal sealed class StageRun(IImageStage[] stages, ImageCall call, FailureLog log)
{
    private int _begun;

    /// <summary>Asks each stage for its word on the call's head, until one refuses.</summary>
    public async ValueTask<ImageError?> BeginAsync(HttpRequest request)
    {
        foreach (var stage in stages)
        {
            var refusal = await stage.BeginAsync(call, request);
            _begun++;
            if (refusal is not null)
                return refusal;
        }
        return null;
    }

    /// <summary>Asks each stage whether a target may be tried, until one refuses.</summary>
    public async ValueTask<ImageError?> JudgeAsync(ImageTarget target)
    {
        foreach (var stage in stages)
        {
            if (await stage.JudgeAsync(call, target) is { } refusal)
                return refusal;
        }
        return null;
    }

    /// <summary>Ends the stages that have begun, the last one first; one that fails does not keep the others from it.</summary>
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
