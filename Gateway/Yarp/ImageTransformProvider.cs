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
        // Image attempts do not use transforms: the exchange writes their requests.
        context.CopyRequestHeaders = false;
        context.UseDefaultForwarders = false;
    }
}
