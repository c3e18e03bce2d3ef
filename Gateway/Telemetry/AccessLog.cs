using Iris.Gateway.Calls;

namespace Iris.Gateway.Telemetry;

/// <summary>Writes one structured line per request: the request, its outcome and its duration. No query, body or header.</summary>
internal sealed partial class AccessLog(RequestIds ids, TimeProvider time, ILogger<AccessLog> logger) : IRequestLog
{
    private static readonly EventId ImageRequest = new(2, nameof(ImageRequest));

    /// <inheritdoc/>
    public void Write(HttpContext context, long started)
    {
        if (!logger.IsEnabled(LogLevel.Information))
            return;
        var milliseconds = (long)time.GetElapsedTime(started).TotalMilliseconds;
        var path = PrintableText.Of(context.Request.Path.Value ?? "/");
        var method = PrintableText.Of(context.Request.Method);
        if (context.Features.Get<ImageCall>()?.Outcome is { } outcome)
            logger.Log(
                LogLevel.Information, ImageRequest, new ImageLine(method, path, milliseconds, outcome), null, static (line, _) => line.ToText());
        else if (context.Features.Get<PassThroughCall>() is { } passing)
            Log.PassThrough(
                logger, method, path, Status(context), milliseconds, passing.RequestId, passing.Cluster.Id, passing.Destination?.Id,
                passing.ErrorType(context));
        else
            Log.Request(logger, method, path, Status(context), milliseconds, ids.Of(context));
    }

    private static int Status(HttpContext context) =>
        context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted
            ? CallFailure.Cancelled.Status
            : context.Response.StatusCode;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Method} {Path} {Status} in {Milliseconds} ms, id {RequestId}", EventName = "Request")]
        public static partial void Request(ILogger logger, string method, string path, int status, long milliseconds, string requestId);

        [LoggerMessage(
            3,
            LogLevel.Information,
            "{Method} {Path} {Status} in {Milliseconds} ms, id {RequestId}, pass-through to {Provider}, destination {Destination}, error {ErrorType}",
            EventName = "PassThrough")]
        public static partial void PassThrough(
            ILogger logger, string method, string path, int status, long milliseconds, string requestId, string provider, string? destination, string? errorType);
    }
}
