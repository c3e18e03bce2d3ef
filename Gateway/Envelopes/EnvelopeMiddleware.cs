using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Iris.Gateway.Envelopes;

/// <summary>
/// The outermost step. It gives a body to every failure of the gateway's own that has none yet: unknown paths, wrong methods, YARP's failures (with
/// their statuses) and unexpected exceptions. On an app's route the body is the plain status, everywhere else it is the envelope. This step never
/// touches an app's own answers. It writes a log line for each request.
/// </summary>
internal sealed class EnvelopeMiddleware(
    RequestDelegate next, RequestIds ids, IRequestLog requests, ForwardingFailures failures, CurrentSnapshot snapshot, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        try
        {
            Exception? failure = null;
            try
            {
                await next(context);
            }
            catch (Exception e)
            {
                failure = e;
            }
            if (failure is not null)
                await AnswerAsync(context, failure);
            else if (!context.Response.HasStarted && Describe(context) is { } error)
                await (error.Code == "unknown_path" && Signpost.IsRoot(context.Request)
                    ? Signpost.WriteRootAsync(context, snapshot())
                    : WriteAsync(context, error));
        }
        finally
        {
            failures.Tell(context);
            requests.Write(context, started);
        }
    }

    private Task AnswerAsync(HttpContext context, Exception failure)
    {
        switch (failure)
        {
            // The server breaks the connection.
            case AnswerBrokeOffException:
                return Task.FromException(failure);
            case OperationCanceledException when context.RequestAborted.IsCancellationRequested:
                SetStatus(context, CallFailure.Cancelled.Status);
                return Task.CompletedTask;
            case BadHttpRequestException e:
                return WriteAsync(context, ImageError.Invalid("The request could not be read.", status: e.StatusCode));
            default:
                failures.TellUnexpected(context, failure);
                return WriteAsync(context, new ImageError
                {
                    Status = StatusCodes.Status500InternalServerError,
                    Type = "internal_error",
                    Message = "The gateway failed; its log holds the details under this event_id.",
                    IsGatewayFault = true,
                });
        }
    }

    private ImageError? Describe(HttpContext context)
    {
        var status = context.Response.StatusCode;
        if (status < 400)
            return null;
        if (context.GetForwarderErrorFeature() is { } forwarding)
            return OfForwarder(forwarding.Error, status);
        // The response of a proxied request is the app's, even a bare 405 with Allow.
        if (context.Features.Get<IReverseProxyFeature>() is not null)
            return null;
        // Routing's own responses: no endpoint, or one that only reports a wrong method.
        return status switch
        {
            StatusCodes.Status404NotFound when context.GetEndpoint() is null => Signpost.UnknownPath(snapshot(), context.Request.Path),
            StatusCodes.Status405MethodNotAllowed when context.Response.Headers.ContainsKey("Allow") => ImageError.Invalid(
                $"Method {Shorten(context.Request.Method)} is not allowed here; allowed: {context.Response.Headers.Allow}.", code: "method_not_allowed", status: status),
            _ => null,
        };
    }

    private static ImageError OfForwarder(ForwarderError error, int status) => new()
    {
        Status = status,
        Type = status switch
        {
            StatusCodes.Status503ServiceUnavailable => "no_available_destination",
            StatusCodes.Status504GatewayTimeout => "request_timed_out",
            // The body is too long, too slow or incomplete.
            < 500 => "invalid_request_error",
            _ => "provider_connection_failed",
        },
        Message = $"The request could not be forwarded ({error}).",
    };

    private async Task WriteAsync(HttpContext context, ImageError error)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }
        if (RouteKinds.Of(context) == RouteKind.Ordinary)
        {
            await PlainResponse.WriteAsync(context, error.Status, ids.Of(context));
            return;
        }
        var allow = context.Response.Headers.Allow;
        context.Response.Clear();
        if (allow.Count > 0)
            context.Response.Headers.Allow = allow;
        await EnvelopeResponse.WriteAsync(context, new FailureReport
        {
            Error = error,
            Identity = new(ids.Of(context)) { Provider = context.Features.Get<PassThroughCall>()?.Cluster.Id },
        });
    }

    private static void SetStatus(HttpContext context, int status)
    {
        if (!context.Response.HasStarted)
            context.Response.StatusCode = status;
    }

    private static string Shorten(string text) => PrintableText.Of(text);
}
