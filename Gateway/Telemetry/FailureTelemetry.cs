using System.Diagnostics.Metrics;
using System.Globalization;
using Iris.Gateway.Calls;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Telemetry;

/// <summary>
/// Tells what a client does not see when another attempt has served it: a warning for each failed attempt and for each change of a breaker, bounded
/// by <see cref="LineBudget"/>, and counters. Nothing here runs on a call that succeeds at once.
/// </summary>
internal sealed partial class FailureTelemetry
{
    private static readonly EventId AttemptFailed = new(1, nameof(AttemptFailed));

    private readonly TimeProvider _time;
    private readonly LineBudget _lines;
    private readonly ILogger<FailureTelemetry> _logger;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _fallbacks;
    private readonly Counter<long> _opened;

    public FailureTelemetry(IMeterFactory meters, TimeProvider time, LineBudget lines, ILogger<FailureTelemetry> logger)
    {
        (_time, _lines, _logger) = (time, lines, logger);
        var meter = meters.Create(ImageTelemetry.SourceName);
        _retries = meter.CreateCounter<long>("iris.retries", "{retry}", "Orders that were sent again to the same destination.");
        _fallbacks = meter.CreateCounter<long>("iris.fallbacks", "{fallback}", "Fallbacks that were tried because the target before them had failed.");
        _opened = meter.CreateCounter<long>("iris.breaker.opened", "{opening}", "How often a destination's breaker has opened.");
    }

    /// <summary>Tells the failed attempts of a call that have not been told yet.</summary>
    /// <param name="call">The call.</param>
    /// <param name="told">How many of its trail have been told.</param>
    /// <param name="next">The attempt that comes next; null when none does.</param>
    /// <returns>How many have been told now.</returns>
    public int Tell(ImageCall call, int told, ImageAttempt? next)
    {
        for (; told < call.Trail.Count; told++)
        {
            var record = call.Trail[told];
            // A client that leaves, or that takes nothing, has not been failed by a provider.
            if (record.ErrorType == CallFailure.Cancelled.Type || record.ErrorType == CallFailure.ClientStalledType)
                continue;
            Write(record, told + 1 < call.Trail.Count ? DescribeNext(call.Trail[told + 1]) : DescribeNext(record, next), call.RequestId);
        }
        if (next is { FallbackIndex: > 0 } && call.Trail is [.., var last] && !IsOfSameTarget(last, next))
            _fallbacks.Add(1, new("iris.cluster", call.Identity.Provider), new("iris.fallback.cluster", next.Target.Cluster.Id));
        return told;
    }

    /// <summary>An order is sent again to the same destination after a while.</summary>
    /// <param name="attempt">The order's attempt.</param>
    /// <param name="destination">The destination.</param>
    /// <param name="status">The status that the provider answered; null when there was no answer.</param>
    /// <param name="exception">Why there was none.</param>
    /// <param name="retry">The retry's number, from 1.</param>
    /// <param name="delay">The wait before it.</param>
    public void Retries(ImageAttempt attempt, string destination, int? status, Exception? exception, int retry, TimeSpan delay)
    {
        var cluster = attempt.Target.Cluster.Id;
        _retries.Add(1, new("iris.cluster", cluster), new("iris.destination", destination));
        var error = exception is null ? null : CallFailure.OfException(exception, null).Error;
        Write(
            new AttemptRecord(
                cluster, attempt.Target.Model, destination, status ?? error?.Status ?? 0, error?.Type,
                (long)_time.GetElapsedTime(attempt.Started).TotalMilliseconds, PossiblyBilled: false),
            string.Create(CultureInfo.InvariantCulture, $"retry {retry} in {delay.TotalSeconds:0.###} s"),
            attempt.Call.RequestId);
    }

    /// <summary>A destination's breaker has changed.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="destination">The destination.</param>
    /// <param name="state">The new state.</param>
    /// <param name="pause">How long it stays open.</param>
    public void BreakerChanges(string cluster, string destination, BreakerState state, TimeSpan pause)
    {
        if (state == BreakerState.Open)
            _opened.Add(1, new("iris.cluster", cluster), new("iris.destination", destination));
        if (!_lines.Takes(cluster))
            return;
        switch (state)
        {
            case BreakerState.Open:
                Log.Opened(_logger, cluster, destination, pause.TotalSeconds);
                break;
            case BreakerState.HalfOpen:
                Log.HalfOpened(_logger, cluster, destination);
                break;
            default:
                Log.Closed(_logger, cluster, destination);
                break;
        }
    }

    /// <summary>The health of a destination has changed, as YARP's checks see it.</summary>
    public void HealthChanges(string cluster, string destination, bool isHealthy, string check)
    {
        if (!_lines.Takes(cluster))
            return;
        if (isHealthy)
            Log.Healthy(_logger, cluster, destination);
        else
            Log.Unhealthy(_logger, cluster, destination, check);
    }

    private void Write(AttemptRecord record, string next, string requestId)
    {
        if (_lines.Takes(record.Provider))
            _logger.Log(LogLevel.Warning, AttemptFailed, new AttemptLine(record, next, requestId), null, static (line, _) => line.ToText());
    }

    private static bool IsOfSameTarget(AttemptRecord record, ImageAttempt next) =>
        next.Target.Cluster.Id == record.Provider && next.Target.Model == record.Model;

    private static string DescribeNext(AttemptRecord next) => $"{next.Provider}/{PrintableText.Of(next.Model)}";

    private static string DescribeNext(AttemptRecord record, ImageAttempt? next) => next is null ? "nothing, the client gets an error"
        : IsOfSameTarget(record, next) ? "another destination"
        : string.Create(CultureInfo.InvariantCulture, $"fallback {next.FallbackIndex}, {next.Target.Cluster.Id}/{PrintableText.Of(next.Target.Model)}");

    private static partial class Log
    {
        [LoggerMessage(2, LogLevel.Warning, "breaker of {Cluster}, destination {Destination}: open, no calls for {Seconds} s", EventName = "BreakerOpened")]
        public static partial void Opened(ILogger logger, string cluster, string destination, double seconds);

        [LoggerMessage(3, LogLevel.Warning, "breaker of {Cluster}, destination {Destination}: half open, one call is tried", EventName = "BreakerHalfOpened")]
        public static partial void HalfOpened(ILogger logger, string cluster, string destination);

        [LoggerMessage(4, LogLevel.Warning, "breaker of {Cluster}, destination {Destination}: closed again", EventName = "BreakerClosed")]
        public static partial void Closed(ILogger logger, string cluster, string destination);

        [LoggerMessage(5, LogLevel.Warning, "destination {Destination} of {Cluster} is unhealthy: {Check}", EventName = "DestinationUnhealthy")]
        public static partial void Unhealthy(ILogger logger, string cluster, string destination, string check);

        [LoggerMessage(6, LogLevel.Warning, "destination {Destination} of {Cluster} is healthy again", EventName = "DestinationHealthy")]
        public static partial void Healthy(ILogger logger, string cluster, string destination);
    }
}

/// <summary>The states of a destination's breaker; the numbers are those of the metric <c>iris.breaker.state</c>.</summary>
internal enum BreakerState
{
    /// <summary>Calls pass.</summary>
    Closed = 0,
    /// <summary>One call is tried.</summary>
    HalfOpen = 1,
    /// <summary>No call passes.</summary>
    Open = 2,
}
