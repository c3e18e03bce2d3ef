using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Iris.Gateway.Telemetry;

/// <summary>
/// Writes one structured line per request: the request, its outcome and its duration, without query, body and headers. Lines of probes and scrapes
/// have the level Debug, because they would hide the others.
/// </summary>
internal sealed class AccessLog(RequestIds ids, TimeProvider time, ILogger<AccessLog> logger) : IRequestLog
{
    private static readonly EventId Request = new(1, nameof(Request));
    private static readonly EventId ImageRequest = new(2, nameof(ImageRequest));
    private static readonly EventId PassThrough = new(3, nameof(PassThrough));

    /// <inheritdoc/>
    public void Write(HttpContext context, long started)
    {
        var outcome = context.Features.Get<ImageCall>()?.Outcome;
        var level = outcome is null && QuietEndpoint.IsMetBy(context) ? LogLevel.Debug : LogLevel.Information;
        if (!logger.IsEnabled(level))
            return;
        var milliseconds = (long)time.GetElapsedTime(started).TotalMilliseconds;
        var path = PrintableText.Of(context.Request.Path.Value ?? "/");
        var method = PrintableText.Of(context.Request.Method);
        if (outcome is not null)
            logger.Log(level, ImageRequest, new ImageLine(method, path, milliseconds, outcome, TraceIds.Of(context)), null,
                static (line, _) => line.ToText());
        else
            WriteOther(context, level, method, path, milliseconds);
    }

    private void WriteOther(HttpContext context, LogLevel level, string method, string path, long milliseconds)
    {
        var passing = context.Features.Get<PassThroughCall>();
        var proxy = context.Features.Get<IReverseProxyFeature>();
        var client = context.Connection.RemoteIpAddress;
        var line = new RequestLine
        {
            Method = method,
            Path = path,
            Status = Status(context),
            Milliseconds = milliseconds,
            RequestId = passing?.RequestId ?? ids.Of(context),
            TraceId = TraceIds.Of(context),
            Key = context.Features.Get<Caller>()?.Key,
            Provider = passing?.Cluster.Id,
            Route = proxy?.Route.Config.RouteId,
            Destination = passing?.Destination?.Id ?? proxy?.ProxiedDestination?.DestinationId,
            Bytes = CountedBody.Of(context),
            Client = (client is { IsIPv4MappedToIPv6: true } ? client.MapToIPv4() : client)?.ToString(),
            ErrorType = passing is not null ? passing.ErrorType(context)
                : context.GetForwarderErrorFeature() is { Error: not ForwarderError.None } failure ? failure.Error.ToString()
                : null,
        };
        logger.Log(level, passing is null ? Request : PassThrough, line, null, static (line, _) => line.ToText());
    }

    private static int Status(HttpContext context) =>
        context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted
            ? CallFailure.Cancelled.Status
            : context.Response.StatusCode;
}
