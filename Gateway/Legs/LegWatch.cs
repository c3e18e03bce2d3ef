using Iris.Gateway.Calls;
using Iris.Gateway.Telemetry;
using Polly;

namespace Iris.Gateway.Legs;

/// <summary>Hears what a destination's retry and breaker do.</summary>
/// <param name="telemetry">Logs and counts it.</param>
/// <param name="cluster">The cluster.</param>
/// <param name="destination">The destination.</param>
internal sealed class LegWatch(FailureTelemetry telemetry, string cluster, string destination)
{
    /// <summary>An order is sent again after a wait.</summary>
    public void Retries(ImageAttempt attempt, Outcome<HttpResponseMessage> outcome, int retry, TimeSpan delay) =>
        telemetry.Retries(attempt, destination, (int?)outcome.Result?.StatusCode, outcome.Exception, retry, delay);

    /// <summary>The breaker has another state.</summary>
    public void Changes(BreakerState state, TimeSpan pause) => telemetry.BreakerChanges(cluster, destination, state, pause);
}
