using Iris.Gateway.Dispatch;
using Iris.Gateway.PassThrough;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Iris.Gateway.Forwarding;

/// <summary>
/// Hands the attempt to the handlers on image routes. Nothing of the client's request is copied: its keys, cookies and
/// addresses never reach a provider. Pass-through routes leave out credentials; ordinary ones stay YARP's, but for encoded slashes.
/// </summary>
internal sealed class ImageTransformProvider : ITransformProvider
{
    public void ValidateRoute(TransformRouteValidationContext context)
    {
        // Image routes are validated with the rest of the file.
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }

    public void Apply(TransformBuilderContext context)
    {
        if (PassThroughRoutes.Contain(context.Route, context.Cluster))
        {
            PassThroughTransform.Apply(context);
            return;
        }
        if (context.Route.Metadata?.ContainsKey("ImageIngress") != true)
        {
            context.AddRequestTransform(EncodedSlashes.KeepAsync);
            return;
        }
        context.CopyRequestHeaders = false;
        context.UseDefaultForwarders = false;
        context.AddRequestTransform(static transform =>
        {
            if (transform.HttpContext.Features.Get<ImageAttempt>() is not { } attempt)
                return default;
            var chosen = transform.HttpContext.GetReverseProxyFeature().ProxiedDestination;
            if (chosen is not null && attempt.Target.Cluster.Destinations.TryGetValue(chosen.DestinationId, out var destination))
            {
                attempt.Destination = destination;
                transform.ProxyRequest.Options.Set(ImageAttempt.Key, attempt);
                // Otherwise one is put together of the client's path, which no provider is asked at.
                transform.ProxyRequest.RequestUri = destination.Address;
            }
            return default;
        });
    }
}
