using Iris.Gateway.Calls;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Iris.Gateway.Envelopes;

/// <summary>
/// Tells the log, in one line, why a request could not be forwarded to an app or to a provider's own API. YARP's forwarder tells it with a stack
/// for each request, which says nothing of an app that is down.
/// </summary>
internal static partial class ForwardingFailures
{
    /// <summary>Writes the line where there is a failure that is not the client's leaving.</summary>
    public static void Tell(ILogger logger, HttpContext context, RequestIds ids, SecretScrubber scrubber)
    {
        if (context.GetForwarderErrorFeature() is not { Error: not ForwarderError.None } failure || context.Features.Get<IReverseProxyFeature>() is not { } proxy)
            return;
        // Image calls have a trail of their own.
        if (context.Features.Get<ImageCall>() is not null || IsOfTheClient(context, failure))
            return;
        var reason = IsRoutesTimeout(context, failure) ? "the route's Timeout has passed"
            : failure.Error == ForwarderError.NoAvailableDestinations ? "no destination is available"
            : failure.Exception is { } exception ? FailureReason.Of(exception)
            : failure.Error.ToString();
        // A provider's bytes may stand in the exception's message, and the destination's key in them.
        if (context.Features.Get<PassThroughCall>() is { Destination: { } used } call)
            reason = scrubber.ForLog(reason, call.Provider, used);
        var requestId = ids.Of(context);
        if (proxy.ProxiedDestination is { } destination)
            Log.Failed(logger, proxy.Route.Config.RouteId, destination.DestinationId, failure.Error, reason, requestId);
        else
            Log.NoDestination(logger, proxy.Route.Config.RouteId, reason, requestId);
    }

    // Too long a body is the client's as well, and worth a line: the limit is the operator's.
    private static bool IsOfTheClient(HttpContext context, IForwarderErrorFeature failure) =>
        context.Response.StatusCode != StatusCodes.Status413PayloadTooLarge
        && !IsRoutesTimeout(context, failure)
        && (context.RequestAborted.IsCancellationRequested || failure.Error is
            ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled or ForwarderError.RequestBodyClient
            or ForwarderError.ResponseBodyCanceled or ForwarderError.ResponseBodyClient
            or ForwarderError.UpgradeRequestCanceled or ForwarderError.UpgradeRequestClient
            or ForwarderError.UpgradeResponseCanceled or ForwarderError.UpgradeResponseClient or ForwarderError.UpgradeActivityTimeout);

    // To the forwarder it looks like a client who has gone; RouteTimeouts has corrected the status.
    private static bool IsRoutesTimeout(HttpContext context, IForwarderErrorFeature failure) =>
        failure.Error is ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled
        && context.Response.StatusCode == StatusCodes.Status504GatewayTimeout && !context.RequestAborted.IsCancellationRequested;

    private static partial class Log
    {
        [LoggerMessage(2, LogLevel.Warning, "route {Route}, destination {Destination}: {Error}: {Reason}, id {RequestId}", EventName = "ForwardingFailed")]
        public static partial void Failed(ILogger logger, string route, string destination, ForwarderError error, string reason, string requestId);

        [LoggerMessage(3, LogLevel.Warning, "route {Route}: {Reason}, id {RequestId}", EventName = "NoDestination")]
        public static partial void NoDestination(ILogger logger, string route, string reason, string requestId);
    }
}
