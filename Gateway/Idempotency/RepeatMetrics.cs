using System.Diagnostics.Metrics;

namespace Iris.Gateway.Idempotency;

/// <summary>Counts what became of calls that may be asked for again.</summary>
internal sealed class RepeatMetrics(IMeterFactory meters)
{
    // An instrument takes room for all its series; a gateway without idempotency has none.
    private readonly Lazy<Counter<long>> _calls = new(() =>
        meters.Create("Iris.Gateway").CreateCounter<long>("iris.idempotency.calls", "{call}", "Calls that had an Idempotency-Key, or were compared with others."));

    /// <summary>Counts a call.</summary>
    /// <param name="result">One of the words in docs/metrics.md.</param>
    public void Count(string result) => _calls.Value.Add(1, new KeyValuePair<string, object?>("iris.idempotency.result", result));
}
