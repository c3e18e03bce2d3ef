using Iris.Gateway.Calls;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Iris.Gateway.Envelopes;

/// <summary>
/// Tells the log, in one line, why a request could not be forwarded to an app or to a provider's own API. YARP's forwarder tells it with a stack
/// for each request, which says nothing of an app that is down.
/// </summary>
/// <param name="ids">The ids of requests.</param>
/// <param name="lines">Bounds the lines.</param>
/// <param name="scrubber">Removes secrets from what is logged.</param>
/// <param name="logger">The log.</param>
internal sealed partial class ForwardingFailures(RequestIds ids, LineBudget lines, SecretScrubber scrubber, ILogger<EnvelopeMiddleware> logger)
{
    /// <summary>Writes the line where there is a failure that is not the client's leaving.</summary>
    public void Tell(HttpContext context)
    {
        if (context.GetForwarderErrorFeature() is not { Error: not ForwarderError.None } failure
            || context.Features.Get<IReverseProxyFeature>() is not { } proxy)
            return;
        // Image calls have a trail of their own.
        if (context.Features.Get<ImageCall>() is not null || IsOfTheClient(context, failure))
            return;
        if (!lines.Takes($"route {proxy.Route.Config.RouteId}"))
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

    /// <summary>Writes the line of a failure that nobody expected, with its stack.</summary>
    public void TellUnexpected(HttpContext context, Exception failure)
    {
        if (lines.Takes("unexpected failures"))
            Log.Unexpected(logger, ids.Of(context), failure);
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
        [LoggerMessage(1, LogLevel.Error, "request {RequestId} failed unexpectedly", EventName = "Unexpected")]
        public static partial void Unexpected(ILogger logger, string requestId, Exception exception);

        [LoggerMessage(2, LogLevel.Warning, "route {Route}, destination {Destination}: {Error}: {Reason}, id {RequestId}", EventName = "ForwardingFailed")]
        public static partial void Failed(ILogger logger, string route, string destination, ForwarderError error, string reason, string requestId);

        [LoggerMessage(3, LogLevel.Warning, "route {Route}: {Reason}, id {RequestId}", EventName = "NoDestination")]
        public static partial void NoDestination(ILogger logger, string route, string reason, string requestId);
    }
}
