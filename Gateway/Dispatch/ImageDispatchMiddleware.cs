using System.Runtime.CompilerServices;
using Iris.Gateway.Calls;
using Iris.Gateway.Configuration;
using Iris.Gateway.Ingress;
using Iris.Gateway.Model;
using Iris.Gateway.Telemetry;
using Iris.Transforms.Answers;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Forwarder;

namespace Iris.Gateway.Dispatch;

/// <summary>
/// The first step of YARP's pipeline. Ordinary routes pass; an image request is read once, resolved to its targets, and
/// each target is given to the rest of the pipeline until one answers:
/// <code>
/// read body → ImageRequest → targets → per target: reassign → load balancing → forwarder → exchange
///                                        └ next target while nothing is committed and the call is not cancelled
/// </code>
/// </summary>
internal sealed class ImageDispatchMiddleware(
    RequestDelegate next,
    ProxyConfigurationProvider configuration,
    IProxyStateLookup state,
    ImageTelemetry telemetry,
    RequestIds ids,
    TimeProvider time)
{
    public Task InvokeAsync(HttpContext context)
    {
        var route = context.GetReverseProxyFeature().Route.Config;
        return IngressRoutes.Of(route, context) is { } ingress ? DispatchAsync(context, ingress) : next(context);
    }

    private async Task DispatchAsync(HttpContext context, IngressRoute ingress)
    {
        var call = new ImageCall
        {
            Snapshot = configuration.Current,
            Dialect = ingress.Dialect,
            RequestId = ids.OfNewCall(context),
            Started = time.GetTimestamp(),
            Provider = ingress.ClusterId,
        };
        context.Features.Set(call);
        await using var response = new ClientResponse(context, call);
        try
        {
            IReadOnlyList<ImageTarget> targets = [];
            var error = await ReadAsync(context, call, ingress) ?? Resolve(call, ingress, out targets);
            if (error is null)
            {
                if (call.Request!.Stream)
                    response.StartHeartbeats(call.Snapshot.Images.Heartbeat, time);
                var walk = new TargetWalk(call, targets, state, time, context.RequestAborted);
                // Each attempt is awaited here, not in a method of its own: every layer that waits costs every call something.
                while (walk.Next() is { } attempt)
                {
                    using (var span = Prepare(context, attempt, walk, response))
                    {
                        try
                        {
                            await next(context);
                        }
                        finally
                        {
                            response.Restore();
                            span.End();
                        }
                    }
                    if (!IsOver(context, call, attempt, walk, response.AnswerStarted))
                        continue;
                    if (attempt.BrokeOff && context.Response.HasStarted)
                        await BrokenAnswer.EndAsync(context, attempt.Failure!);
                    else if (attempt.BrokeOff)
                        await response.FailAsync(attempt.Failure!, time);
                    return;
                }
                (error, call.Serving) = walk.Failure;
            }
            await response.FailAsync(error, time);
        }
        catch (Exception e) when ((e is IOException && call.Request is null) || (e is OperationCanceledException && context.RequestAborted.IsCancellationRequested))
        {
            Cancelled(context, call);
            // Gone in the middle of its body: the server must not try to read the rest, which it would report as an error.
            if (call.Request is null)
                context.Abort();
        }
        finally
        {
            response.Restore();
            ImageTelemetry.Describe(call);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<ImageError?> ReadAsync(HttpContext context, ImageCall call, IngressRoute ingress)
    {
        var operation = IngressRoutes.Operation(context);
        if (operation != "generations")
        {
            call.RequestType = operation == "edits" ? "image_edit" : "image_variation";
            var provider = await UnsupportedOperation.FindProviderAsync(context, call.Snapshot, ingress);
            call.Provider = provider;
            return ImageError.Unsupported(call.RequestType, provider ?? "this");
        }
        var (body, error) = await RequestBody.ReadAsync(context, call.Snapshot.MostRequestBytes);
        if (error is not null)
            return error;
        call.RequestBytes = body.Length;
        error = call.Dialect.Read(body, RequestsExtraParams(context), out var request);
        context.Request.BodyReader.AdvanceTo(body.End);
        if (error is not null)
            return error;
        call.Request = request;
        call.RequestType = request!.Stream ? "image_generation_stream" : "image_generation";
        return null;
    }

    private static ImageError? Resolve(ImageCall call, IngressRoute ingress, out IReadOnlyList<ImageTarget> targets)
    {
        var resolution = ModelResolver.Resolve(call.Snapshot, ingress, call.Request!);
        targets = resolution.Targets;
        call.Provider = resolution.Provider;
        call.ModelRequested = resolution.Model;
        if (resolution.Error is null)
            call.ResolvedModel = targets[0].Model;
        return resolution.Error;
    }

    private ImageTelemetry.AttemptSpan Prepare(HttpContext context, ImageAttempt attempt, TargetWalk walk, ClientResponse response)
    {
        // The two-argument overload: with one the old route's transforms and cluster would stay in force (dotnet/yarp#1750).
        context.ReassignProxyRequest(walk.Route, walk.Route.Cluster!);
        context.GetReverseProxyFeature().AvailableDestinations = walk.Available;
        // YARP never clears it; an attempt must not inherit the failure of the one before.
        context.Features.Set<IForwarderErrorFeature>(null);
        context.Features.Set<IHttpResponseFeature>(new AttemptResponse(response, attempt));
        return telemetry.StartAttempt(attempt);
    }

    // After an attempt: no other one follows an answer that has begun, nor a client who has gone.
    private static bool IsOver(HttpContext context, ImageCall call, ImageAttempt attempt, TargetWalk walk, bool isAnswered)
    {
        if (!isAnswered)
            attempt.Failure ??= Unforwarded(context);
        if (attempt.Failure is not null)
            walk.Fail(attempt);
        // Of an answer that has begun only the attempt knows why it ended: the connection may have been ended by us.
        var isCancelled = isAnswered ? attempt.Failure == CallFailure.Cancelled : context.RequestAborted.IsCancellationRequested;
        if (isCancelled)
            Cancelled(context, call);
        return isAnswered || isCancelled;
    }

    // The pipeline ended without our handler: nothing was sent.
    private static ImageError Unforwarded(HttpContext context) => context.GetForwarderErrorFeature()?.Error switch
    {
        ForwarderError.NoAvailableDestinations => new ImageError
        {
            Status = StatusCodes.Status503ServiceUnavailable,
            Type = "no_eligible_keys",
            Message = "no destination of the provider is available at the moment",
        },
        var error => new ImageError
        {
            Status = StatusCodes.Status502BadGateway,
            Type = "provider_connection_failed",
            Message = $"the request could not be forwarded ({error?.ToString() ?? "unknown"})",
        },
    };

    private static void Cancelled(HttpContext context, ImageCall call)
    {
        call.Error = CallFailure.Cancelled;
        // Nobody reads it; the log and the metrics do.
        if (!context.Response.HasStarted)
            context.Response.StatusCode = CallFailure.Cancelled.Status;
    }

    private static bool RequestsExtraParams(HttpContext context) =>
        context.Request.Headers["x-bf-passthrough-extra-params"].ToString().Equals("true", StringComparison.OrdinalIgnoreCase);
}
