using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;
using Microsoft.AspNetCore.Http.Features;

namespace Iris.Gateway.Envelopes;

/// <summary>
/// Refuses requests that no route may forward: with two lengths that exclude each other, and tunnels. It needs to know the route, because an app's
/// is answered as any web server answers: so it stands behind routing, and again in the proxy's pipeline, where image routes go at once.
/// </summary>
internal sealed class RequestGuard(RequestDelegate next, RequestIds ids)
{
    private const string Methods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

    private static readonly ImageError Ambiguous = ImageError.Invalid("Content-Length and Transfer-Encoding exclude each other.", code: "ambiguous_length");

    private static readonly ImageError Tunnel = ImageError.Invalid(
        "Method CONNECT is not allowed here: the gateway opens no tunnels.", code: "method_not_allowed", status: StatusCodes.Status405MethodNotAllowed);

    public Task InvokeAsync(HttpContext context)
    {
        if (IsAmbiguous(context.Request))
            return RefuseAsync(context, Ambiguous, "Connection", "close");
        return IsTunnel(context) ? RefuseAsync(context, Tunnel, "Allow", Methods) : next(context);
    }

    // RFC 9112, section 6.3: a request with both may be a smuggling attempt. Kestrel reads it by its chunks and moves the length into another
    // header; a proxy should refuse it.
    private static bool IsAmbiguous(HttpRequest request) =>
        request.Headers.TransferEncoding.Count > 0 && request.Headers.ContainsKey("X-Content-Length");

    // A WebSocket over HTTP/2 is an extended CONNECT (RFC 8441). Without a route the request is an unknown path like any other.
    private static bool IsTunnel(HttpContext context) =>
        HttpMethods.IsConnect(context.Request.Method)
        && context.Features.Get<IHttpExtendedConnectFeature>() is not { IsExtendedConnect: true }
        && RouteKinds.Of(context) is not null;

    private Task RefuseAsync(HttpContext context, ImageError error, string header, string value)
    {
        var isOfAnApp = RouteKinds.Of(context) == RouteKind.Ordinary;
        context.Response.OnStarting(() =>
        {
            context.Response.Headers[header] = value;
            return Task.CompletedTask;
        });
        return isOfAnApp
            ? PlainResponse.WriteAsync(context, error.Status, ids.Of(context))
            : EnvelopeResponse.WriteAsync(context, new FailureReport { Error = error, Identity = new(ids.Of(context)) });
    }
}
