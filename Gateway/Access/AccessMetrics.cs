using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Iris.Gateway.Model.Access;
using Iris.Gateway.State;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Access;

/// <summary>
/// Measures of access, by the names of keys and groups: what was refused, how much of limits and budgets is used, failures of the state.
/// </summary>
internal sealed class AccessMetrics
{
    private readonly ConcurrentDictionary<UsageId, UsageReading> _last = [];
    // An instrument takes room for all its series; a gateway without keys has none.
    private readonly Lazy<(Counter<long> Refused, Counter<long> StateFailures)> _counters;

    public AccessMetrics(IMeterFactory meters) => _counters = new(() => Create(meters.Create("Iris.Gateway")));

    /// <summary>Counts a refusal.</summary>
    public void Refused(ClientKey? key, ImageError refusal)
    {
        var tags = new TagList { { "error.type", refusal.Type } };
        if (key is not null)
            tags.Add("iris.key", key.Name);
        if (key?.Group is { } group)
            tags.Add("iris.group", group);
        _counters.Value.Refused.Add(1, tags);
    }

    /// <summary>Counts a failure of the state.</summary>
    public void StateFailed() => _counters.Value.StateFailures.Add(1);

    /// <summary>Notes what was read.</summary>
    public void Read(IReadOnlyList<UsageReading> readings)
    {
        _ = _counters.Value;
        foreach (var reading in readings)
            _last[reading.Counter.Id] = reading;
    }

    private (Counter<long> Refused, Counter<long> StateFailures) Create(Meter meter)
    {
        meter.CreateObservableGauge("iris.budget.left", () => Observe(isMoney: true), "{USD}", "What is left of a budget, reservations taken off, when it was last asked for.");
        meter.CreateObservableGauge("iris.limit.used", () => Observe(isMoney: false), "1", "The used share of a limit, reservations included, when it was last asked for.");
        return (
            meter.CreateCounter<long>("iris.access.refused", "{call}", "Calls that were refused for their key, a limit or a budget."),
            meter.CreateCounter<long>("iris.state.failures", "{operation}", "Times that the state could not be reached."));
    }

    private IEnumerable<Measurement<double>> Observe(bool isMoney)
    {
        foreach (var reading in _last.Values)
        {
            var counter = reading.Counter;
            if (counter.Kind == UsageKind.Usd != isMoney)
                continue;
            var limit = counter.Limit + reading.Extra;
            yield return new Measurement<double>(
                isMoney ? (limit - reading.Used - reading.Reserved) / (double)UsageCounter.Nano
                    : limit <= 0 ? 1 : (reading.Used + reading.Reserved) / (double)limit,
                new(counter.Holder.IsGroup ? "iris.group" : "iris.key", counter.Holder.Name),
                new("iris.limit", counter.Kind.ToString().ToLowerInvariant()),
                new("iris.window", counter.Window.ToString()));
        }
    }
}
