using Iris.Gateway.Calls;
using Iris.Gateway.Ingress;

namespace Iris.Gateway.Dispatch;

/// <summary>
/// The first step of YARP's pipeline. Ordinary routes pass; an image request becomes a call that <see cref="DispatchRun"/> dispatches.
/// </summary>
internal sealed class ImageDispatchMiddleware(RequestDelegate next, DispatchServices services)
{
    public Task InvokeAsync(HttpContext context) =>
        IngressRoutes.Of(context.GetReverseProxyFeature().Route.Config, context) is { } ingress ? DispatchAsync(context, ingress) : next(context);

    private Task DispatchAsync(HttpContext context, IngressRoute ingress)
    {
        var call = new ImageCall
        {
            Snapshot = services.Configuration.Current,
            Dialect = ingress.Dialect,
            RequestId = services.Ids.OfNewCall(context),
            Started = services.Time.GetTimestamp(),
            Provider = ingress.ClusterId,
        };
        context.Features.Set(call);
        return new DispatchRun(context, call, ingress, new ClientResponse(context, call), next, services).RunAsync();
    }
}
