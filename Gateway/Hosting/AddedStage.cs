using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Hosting;

/// <summary>Runs an application's stage around the gateway's calls.</summary>
internal sealed class AddedStage(ImageStage stage) : IImageStage
{
    public string Name => stage.GetType().Name;

    public ValueTask<ImageError?> BeginAsync(ImageCall call, HttpRequest request)
    {
        call.Items[this] = request.HttpContext;
        return stage.BeginAsync(request.HttpContext);
    }

    public ValueTask<ImageError?> JudgeAsync(ImageCall call, ImageTarget target) =>
        stage.JudgeAsync(ContextOf(call), call.Request!, TargetOf(target));

    // One that is left ends when it is gone on with.
    public ValueTask EndAsync(ImageCall call, CallOutcome outcome) => outcome.IsLeft ? default : stage.EndAsync(ContextOf(call), new ImageStageOutcome
    {
        RequestId = outcome.RequestId,
        RequestType = outcome.RequestType,
        Key = outcome.Caller?.Key,
        Status = outcome.Status,
        Failure = outcome.Failure,
        FailedAttempts = outcome.FailedAttempts,
        Provider = outcome.Provider,
        Model = outcome.Model,
        Destination = outcome.Destination,
        Images = outcome.Delivered.Count,
        Produced = outcome.Produced.Count,
        Bytes = outcome.Produced.Bytes,
        Usage = outcome.Produced.Usage,
        Usd = outcome.Cost.Usd?.Amount,
        PossiblyBilledUsd = outcome.PossiblyBilled?.Amount,
        Elapsed = outcome.Elapsed,
    });

    public ValueTask<ImageError?> BeginAttemptAsync(ImageCall call, ImageAttempt attempt) =>
        stage.BeginAttemptAsync(ContextOf(call), call.Request!, TargetOf(attempt.Target));

    public ValueTask EndAttemptAsync(ImageCall call, ImageAttempt attempt)
    {
        var result = attempt.Result!;
        return stage.EndAttemptAsync(ContextOf(call), call.Request!, new ImageAttemptOutcome
        {
            Target = TargetOf(attempt.Target),
            Destination = result.Destination?.Id,
            FallbackIndex = attempt.FallbackIndex,
            Failure = result.Failure?.Error,
            IsPossiblyBilled = result.Failure is { PossiblyBilled: true },
            Produced = result.Delivered?.Count ?? 0,
            Bytes = result.Delivered?.Bytes ?? 0,
            Usage = result.Delivered?.Usage,
            Usd = result.Cost.Usd?.Amount,
            FirstImage = result.Head.FirstImageMilliseconds is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
        });
    }

    private static ImageStageTarget TargetOf(ImageTarget target) => new(target.Cluster.Id, target.Model, target.Asked);

    private HttpContext ContextOf(ImageCall call) => (HttpContext)call.Items[this];
}
