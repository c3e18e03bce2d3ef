using Iris.Gateway.Model;
using Iris.Gateway.PassThrough;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Iris.Gateway.Yarp;

/// <summary>
/// Copies nothing of the client's request on image routes, so that its keys, cookies and addresses never reach a provider. Pass-through routes
/// remove credentials; ordinary routes stay as YARP has them, except for encoded slashes.
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
        switch (RouteKinds.Of(context.Route, context.Cluster))
        {
            case RouteKind.PassThrough:
                PassThroughTransform.Apply(context);
                return;
            case RouteKind.Ordinary:
                context.AddRequestTransform(EncodedSlashes.KeepAsync);
                return;
        }
        // Image attempts do not use transforms: the exchange writes their requests.
        context.CopyRequestHeaders = false;
        context.UseDefaultForwarders = false;
    }
}
