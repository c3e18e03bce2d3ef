using System.Diagnostics;
using System.Diagnostics.Metrics;
using Iris.Gateway.Calls;

namespace Iris.Gateway.Telemetry;

/// <summary>
/// What attempts cost, as a counter and on spans. What a failed attempt may have cost is counted apart, by <c>iris.cost.billed</c>. An unknown cost
/// is not counted: it is not nothing. Instruments take no exact decimals, so that a series is a sum of rounded numbers; the answers and the log have
/// the exact ones.
/// </summary>
internal sealed class CostMetrics(Meter meter)
{
    private readonly Counter<double> _usd = meter.CreateCounter<double>("iris.cost.usd", "{USD}", "What attempts cost, as far as it is known.");

    /// <summary>Counts an attempt.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="model">The model's label.</param>
    /// <param name="result">Its result.</param>
    public void Add(ImageAttempt attempt, string model, AttemptResult result)
    {
        if (result.Cost.Usd is { Nano: > 0 } usd)
            _usd.Add((double)usd.Amount, Labels(attempt, model, "yes", result.Cost.SourceName));
        if (result.PossiblyBilled is { Nano: > 0 } possibly)
            _usd.Add((double)possibly.Amount, Labels(attempt, model, "possibly", null));
    }

    /// <summary>Describes the cost on an attempt's span.</summary>
    public static void Tag(Activity activity, AttemptResult result)
    {
        if (result.Cost.Usd is { } usd)
        {
            activity.SetTag("iris.cost.usd", (double)usd.Amount);
            activity.SetTag("iris.cost.source", result.Cost.SourceName);
        }
        if (result.PossiblyBilled is { Nano: > 0 } possibly)
            activity.SetTag("iris.cost.possibly_billed_usd", (double)possibly.Amount);
    }

    // A list holds eight without an array.
    private static TagList Labels(ImageAttempt attempt, string model, string billed, string? source)
    {
        var labels = new TagList
        {
            { "gen_ai.provider.name", attempt.Target.Provider.TelemetryName },
            { "gen_ai.request.model", model },
            { "iris.cluster", attempt.Target.Cluster.Id },
            { "iris.cost.billed", billed },
        };
        if (source is not null)
            labels.Add("iris.cost.source", source);
        if (attempt.Call.Caller is { } caller)
        {
            labels.Add("iris.key", caller.Key);
            if (caller.Group is { } group)
                labels.Add("iris.group", group);
        }
        return labels;
    }
}
