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
        stage.JudgeAsync(ContextOf(call), call.Request!, new ImageStageTarget(target.Cluster.Id, target.Model, target.Asked));

    public ValueTask EndAsync(ImageCall call, CallOutcome outcome) => stage.EndAsync(ContextOf(call), new ImageStageOutcome
    {
        RequestId = outcome.RequestId,
        Status = outcome.Status,
        Failure = outcome.Failure,
        FailedAttempts = outcome.FailedAttempts,
        Provider = outcome.Provider,
        Model = outcome.Model,
        Destination = outcome.Destination,
        Images = outcome.Delivered.Count,
        Produced = outcome.Produced.Count,
        Elapsed = outcome.Elapsed,
    });

    private HttpContext ContextOf(ImageCall call) => (HttpContext)call.Items[this];
}
