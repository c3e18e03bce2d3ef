using Iris.Gateway.Calls;
using Iris.Gateway.Configuration;
using Iris.Gateway.Envelopes;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;
using Yarp.ReverseProxy.Model;

namespace Iris.Gateway.PassThrough;

/// <summary>
/// The step of YARP's pipeline for routes without <c>ImageIngress</c> to a cluster with an <c>ImageApi</c>. It only selects the destinations that
/// may serve. Bodies pass as on any YARP route: unread, unbuffered and once. There are no retries, no place of the image calls' concurrency is
/// taken, and the breaker of image calls neither blocks nor counts the call.
/// </summary>
internal sealed class PassThroughMiddleware(
    RequestDelegate next, ProxyConfigurationProvider configuration, PassThroughTelemetry telemetry, RequestIds ids, BodyBudget bodies,
    TimeProvider time)
{
    public Task InvokeAsync(HttpContext context)
    {
        var proxy = context.GetReverseProxyFeature();
        return RouteKinds.Of(proxy.Route.Config, proxy.Cluster.Config) == RouteKind.PassThrough ? PassAsync(context, proxy) : next(context);
    }

    private async Task PassAsync(HttpContext context, IReverseProxyFeature proxy)
    {
        var id = proxy.Cluster.Config.ClusterId;
        var requestId = ids.Of(context);
        if (!configuration.Current.ImageClusters.TryGetValue(id, out var cluster))
        {
            // YARP swapped in the route a moment before its snapshot was published.
            var unknown = ImageError.Invalid($"failed to get config for provider {id}: not found", code: "provider_not_found");
            await EnvelopeResponse.WriteAsync(context, new FailureReport { Error = unknown, Identity = new(requestId) { Provider = id } });
            return;
        }
        var call = new PassThroughCall(cluster, requestId, time.GetTimestamp()) { Bodies = (bodies, configuration.Current.Images.BodyBytes) };
        context.Features.Set(call);
        using var span = telemetry.Start(call, context);
        try
        {
            await ForwardAsync(context, proxy, call);
        }
        finally
        {
            span.End();
        }
    }

    private async Task ForwardAsync(HttpContext context, IReverseProxyFeature proxy, PassThroughCall call)
    {
        if (!call.Cluster.IsUsable)
        {
            call.Failure = ImageError.Invalid($"no keys found for provider: {call.Cluster.Id}", code: "no_keys");
        }
        else
        {
            proxy.AvailableDestinations = [.. proxy.AvailableDestinations.Where(destination => Serves(call.Cluster, destination))];
            context.Request.QueryString = CredentialQuery.Without(context.Request.QueryString, call.Provider.CredentialQuery);
            await next(context);
        }
        if (call.Failure is { } failure && !context.Response.HasStarted)
            await FailAsync(context, call, failure);
    }

    // During a reload YARP may be one snapshot ahead. A key is sent only to the address of its own destination.
    private static bool Serves(ImageCluster cluster, DestinationState destination) =>
        cluster.Destinations.TryGetValue(destination.DestinationId, out var known)
        && known.Unusable is null
        && known.Address.AbsoluteUri.Equals(destination.Model.Config.Address, StringComparison.Ordinal);

    private Task FailAsync(HttpContext context, PassThroughCall call, ImageError failure)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = CallFailure.Cancelled.Status;
            return Task.CompletedTask;
        }
        context.Response.Clear();
        return EnvelopeResponse.WriteAsync(context, new FailureReport
        {
            Error = failure,
            Identity = new(call.RequestId) { Provider = call.Cluster.Id },
            Latency = (long)time.GetElapsedTime(call.Started).TotalMilliseconds,
        });
    }
}
