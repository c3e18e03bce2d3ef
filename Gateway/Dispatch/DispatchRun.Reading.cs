using System.Runtime.CompilerServices;
using Iris.Gateway.Calls;
using Iris.Gateway.Envelopes;
using Iris.Gateway.Ingress;
using Iris.Transforms.Answers;
using Iris.Transforms.Dialects;
using Iris.Transforms.Requests;

namespace Iris.Gateway.Dispatch;

/// <content>Reads the request.</content>
internal sealed partial class DispatchRun
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ImageError?> ReadAsync()
    {
        if (IngressRoutes.Operation(context.GetReverseProxyFeature().Route.Config, context) is not { } operation)
            return Signpost.UnknownPath(call.Snapshot, context.Request.Path);
        if (operation != ImageOperation.Generation)
            return await ReadPicturesAsync(operation);
        var (body, counted, error) = await RequestBody.ReadAsync(context, call.Snapshot, call.Dialect, services.Budgets.Bodies, services.Time);
        if (error is not null)
            return error;
        error = call.Dialect.Read(body, KeepsExtraParams, out var request);
        context.Request.BodyReader.AdvanceTo(body.End);
        if (error is null && request!.InputImages is not null)
            error = Pictures.Move(ref request);
        if (error is not null)
            return error;
        if (call.Detached?.Take(ref request!) is { } refusal)
            return refusal;
        call.Read(request!, counted);
        return JudgeFallbacks(request!);
    }

    private async ValueTask<ImageError?> ReadPicturesAsync(ImageOperation operation)
    {
        call.Name(RequestTypes.Of(operation, stream: false));
        var pictures = Pictures;
        var (request, error) = await pictures.ReadAsync(new RequestScope(operation, KeepsExtraParams), JudgeEarly);
        if (request is not null && call.Detached is { } detached)
            error ??= detached.Take(ref request);
        if (request is null)
            call.Receive(pictures.Counted);
        else
            call.Read(request, pictures.Counted);
        return error ?? JudgeFallbacks(request!);
    }

    private PictureIngress Pictures => new(context, call.Snapshot, call.Dialect, services.Budgets, services.Time);

    private bool KeepsExtraParams => RequestHeaders.IsTrue(context.Request, call.Dialect.Headers.KeepExtraParams);

    // Judges the members before the first picture, so that a refusal comes before anything large is read.
    private ImageError? JudgeEarly(ImageRequest soFar)
    {
        if (IsResumed || (soFar.Model.Length == 0 && ingress.Deployment is null))
            return null;
        if (JudgeFallbacks(soFar) is { } error)
            return error;
        var targets = Resolve(soFar);
        _beginning = (soFar, targets);
        return WalkOver(targets).JudgeEarly(soFar, _stages) is { } refusal ? Explain(refusal, targets) : null;
    }

    private ImageError? JudgeFallbacks(ImageRequest request) => request.Fallbacks.Count <= call.Snapshot.Images.Fallbacks ? null : ImageError.Invalid(
        $"'fallbacks' holds {request.Fallbacks.Count} entries and may hold {call.Snapshot.Images.Fallbacks} (Images.Limits.Fallbacks).", "fallbacks", "invalid_value");
}
