using Iris.Gateway.Calls;
using Iris.Gateway.Ingress;
using Yarp.ReverseProxy.Configuration;

namespace Iris.Gateway.Dispatch;

/// <summary>
/// The first step of YARP's pipeline. Ordinary routes pass; an image request becomes a call that <see cref="DispatchRun"/> dispatches.
/// </summary>
internal sealed class ImageDispatchMiddleware(RequestDelegate next, DispatchServices services, RequestIds ids)
{
    public Task InvokeAsync(HttpContext context)
    {
        var route = context.GetReverseProxyFeature().Route.Config;
        return IngressRoutes.Of(route, context) is { } ingress ? DispatchAsync(context, route, ingress) : next(context);
    }

    private Task DispatchAsync(HttpContext context, RouteConfig route, IngressRoute ingress)
    {
        var snapshot = services.Configuration.Current;
        var call = new ImageCall
        {
            Snapshot = snapshot,
            Url = IngressRoutes.UrlOf(route) ?? snapshot.Images.Url,
            KeepsAlive = IngressRoutes.KeepsAlive(route),
            Origin = snapshot.Images.Store is null ? null : OriginOf(context.Request),
            Dialect = ingress.Dialect,
            RequestId = ids.OfNewCall(context),
            Started = services.Time.GetTimestamp(),
            AsksForStrict = RequestHeaders.IsTrue(context.Request, ingress.Dialect.Headers.Strict),
            Detached = context.Features.Get<DetachedCall>(),
            RouteProvider = ingress.ClusterId,
        };
        // Before the body, so that whoever judges the headers knows what is asked for.
        if (IngressRoutes.Operation(route, context) is { } operation)
            call.Name(RequestTypes.Of(operation, stream: false));
        context.Features.Set(call);
        return new DispatchRun(context, call, ingress, new ClientResponse(context, call), next, services).RunAsync();
    }

    // As a trusted proxy's headers have it, where the application reads them.
    private static string OriginOf(HttpRequest request) => $"{request.Scheme}://{request.Host}{request.PathBase}";
}
