using System.Runtime.CompilerServices;
using Iris.Gateway.Configuration;
using Iris.Gateway.Forwarding;
using Iris.Gateway.Telemetry;
using Iris.Transforms.Answers;
using Iris.Transforms.Dialects.OpenAI;
using Iris.Transforms.Errors;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

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
            RequestId = ids.OfNewCall(context),
            Started = time.GetTimestamp(),
            Provider = ingress.ClusterId,
        };
        context.Features.Set(call);
        await using var response = new ClientResponse(context, call);
        try
        {
            var error = await ReadAsync(context, call, ingress);
            if (error is not null)
                await response.FailAsync(error, time);
            else
                await TryTargetsAsync(context, call, ingress, response);
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
        error = OpenAIRequestReader.Read(body, ingress.Kind, RequestsExtraParams(context), out var request);
        context.Request.BodyReader.AdvanceTo(body.End);
        if (error is not null)
            return error;
        call.Request = request;
        call.RequestType = request!.Stream ? "image_generation_stream" : "image_generation";
        return null;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask TryTargetsAsync(HttpContext context, ImageCall call, IngressRoute ingress, ClientResponse response)
    {
        var resolution = ModelResolver.Resolve(call.Snapshot, ingress, call.Request!);
        call.Provider = resolution.Provider;
        call.ModelRequested = resolution.Model;
        if (resolution.Error is not null)
        {
            await response.FailAsync(resolution.Error, time);
            return;
        }
        call.ResolvedModel = resolution.Targets[0].Model;
        if (call.Request!.Stream)
            response.StartHeartbeats(call.Snapshot.Images.Heartbeat, time);

        ImageError? primary = null;
        ImageAttempt? first = null;
        for (var i = 0; i < resolution.Targets.Count; i++)
        {
            var error = await TryTargetAsync(context, call, resolution.Targets[i], i, response);
            // An answer that broke off ends the client's connection, too: that is no hanging up.
            if (error is null && call.Serving!.Failure != ExchangeFailure.Cancelled)
                return;
            if (error is null || context.RequestAborted.IsCancellationRequested)
            {
                Cancelled(context, call);
                return;
            }
            if (i == 0)
                (primary, first) = (error, call.Serving);
        }
        // All have failed: the primary's failure is what the client asked about (contract, section 7.1), headers included.
        call.Serving = first;
        await response.FailAsync(primary!, time);
    }

    // One target, on as many destinations as its failures allow. Null: an answer has been given.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ImageError?> TryTargetAsync(HttpContext context, ImageCall call, ImageTarget target, int index, ClientResponse response)
    {
        // Asked before its keys: a missing one must not hide that no key would help.
        if (!target.Provider.Draws)
            return Untried(call, target, ImageError.Unsupported(call.RequestType, target.Cluster.Id));
        HashSet<string>? tried = null;
        ImageError? first = null;
        while (true)
        {
            var isKnown = state.TryGetRoute(ImageRoutes.DerivedId(target.Cluster.Id), out var route) && route.Cluster is not null;
            var available = isKnown ? Available(route!.Cluster!, target, tried) : [];
            if (available.Count == 0)
                return first ?? Untried(call, target, NoKeys(target));

            var attempt = new ImageAttempt(call, target, index, time.GetTimestamp(), context.RequestAborted)
            {
                HasAlternatives = available.Count > 1,
            };
            call.Serving = attempt;
            using (var span = Prepare(context, attempt, route!, available, response))
            {
                try
                {
                    await next(context);
                }
                finally
                {
                    response.Restore();
                    context.Features.Set<ImageAttempt>(null);
                    span.End();
                }
            }
            if (response.AnswerStarted)
            {
                if (attempt.Failure is not null)
                    call.Trail.Add(attempt.ToRecord(time));
                return null;
            }
            var error = attempt.Failure ??= Unforwarded(context);
            call.Trail.Add(attempt.ToRecord(time));
            first ??= error;
            if (!attempt.TryAnotherDestination || attempt.Destination is null || context.RequestAborted.IsCancellationRequested)
                return first;
            (tried ??= new(StringComparer.OrdinalIgnoreCase)).Add(attempt.Destination.Id);
        }
    }

    private ImageTelemetry.AttemptSpan Prepare(HttpContext context, ImageAttempt attempt, RouteModel route, List<DestinationState> available, ClientResponse response)
    {
        // The two-argument overload: with one the old route's transforms and cluster would stay in force (dotnet/yarp#1750).
        context.ReassignProxyRequest(route, route.Cluster!);
        context.GetReverseProxyFeature().AvailableDestinations = available;
        // YARP never clears it; an attempt must not inherit the failure of the one before.
        context.Features.Set<IForwarderErrorFeature>(null);
        context.Features.Set(attempt);
        attempt.Response = new AttemptResponse(response, attempt);
        context.Features.Set<IHttpResponseFeature>(attempt.Response);
        return telemetry.StartAttempt(attempt);
    }

    private static List<DestinationState> Available(ClusterState cluster, ImageTarget target, HashSet<string>? tried)
    {
        var all = cluster.DestinationsState.AvailableDestinations;
        var available = new List<DestinationState>(all.Count);
        foreach (var destination in all)
        {
            if (target.Cluster.Destinations.TryGetValue(destination.DestinationId, out var known)
                && known.Unusable is null
                && known.Models.Allows(target.Model)
                && tried?.Contains(known.Id) != true)
            {
                available.Add(destination);
            }
        }
        return available;
    }

    // A target that is not asked has its line in the trail, too: a fallback must not seem to serve unasked.
    private static ImageError Untried(ImageCall call, ImageTarget target, ImageError error)
    {
        call.Trail.Add(new AttemptRecord(target.Cluster.Id, target.Model, null, error.Status, error.Type, 0, PossiblyBilled: false));
        return error;
    }

    private static ImageError NoKeys(ImageTarget target)
    {
        if (!target.Cluster.IsUsable)
            return ImageError.Invalid($"no keys found for provider: {target.Cluster.Id} and model: {target.Model}", code: "no_keys");
        foreach (var destination in target.Cluster.Destinations.Values)
        {
            if (destination.Unusable is null && destination.Models.Allows(target.Model))
            {
                return new ImageError
                {
                    Status = StatusCodes.Status503ServiceUnavailable,
                    Type = "no_eligible_keys",
                    Message = $"no destination of provider {target.Cluster.Id} is available at the moment",
                };
            }
        }
        return ImageError.Invalid($"no keys found that support model: {target.Model}", "model", "no_keys");
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
        call.Error = ExchangeFailure.Cancelled;
        // Nobody reads it; the log and the metrics do.
        if (!context.Response.HasStarted)
            context.Response.StatusCode = ExchangeFailure.Cancelled.Status;
    }

    private static bool RequestsExtraParams(HttpContext context) =>
        context.Request.Headers["x-bf-passthrough-extra-params"].ToString().Equals("true", StringComparison.OrdinalIgnoreCase);
}
