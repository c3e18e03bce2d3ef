using System.Globalization;
using System.Text;

namespace Iris.Gateway.CallLogs;

/// <summary>Which calls a question is about; every part narrows, and an empty one does not.</summary>
internal sealed record CallFilter
{
    /// <summary>The clusters.</summary>
    public IReadOnlyList<string> Providers { get; init; } = [];
    /// <summary>The models that served, by their names at the provider.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];
    /// <summary>The operations.</summary>
    public IReadOnlyList<string> Operations { get; init; } = [];
    /// <summary>The names of keys.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];
    /// <summary>The names of groups.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];
    /// <summary>Only those that succeeded, or only those that did not.</summary>
    public bool? Succeeded { get; init; }
    /// <summary>The earliest arrival, in milliseconds since 1970, inclusive.</summary>
    public long? From { get; init; }
    /// <summary>The latest arrival, exclusive.</summary>
    public long? To { get; init; }
    /// <summary>Milliseconds, inclusive.</summary>
    public (long? Least, long? Most) Latency { get; init; }
    /// <summary>Tokens in and out, inclusive.</summary>
    public (long? Least, long? Most) Tokens { get; init; }
    /// <summary>Billionths of a US dollar, inclusive.</summary>
    public (long? Least, long? Most) Cost { get; init; }
    /// <summary>Only those that succeeded and whose cost nobody knows.</summary>
    public bool IsMissingCost { get; init; }
    /// <summary>The request id.</summary>
    public string? RequestId { get; init; }
    /// <summary>Only those before this one, the latest first: how a long list is read in pieces.</summary>
    public (long Time, string Id)? Before { get; init; }
}

/// <summary>A filter as a condition of SQL. Values are parameters, never text.</summary>
internal sealed class CallCondition
{
    /// <summary>True for a call that succeeded.</summary>
    public const string Succeeded = "(status < 400 AND error_type IS NULL)";

    /// <summary>The tokens of a call.</summary>
    public const string Tokens = "(COALESCE(tokens_in, 0) + COALESCE(tokens_out, 0))";

    private readonly List<string> _parts = [];
    private readonly List<(string, object?)> _values = [];

    public CallCondition(CallFilter filter)
    {
        In("provider", filter.Providers);
        In("model", filter.Models);
        In("operation", filter.Operations);
        In("key_name", filter.Keys);
        In("group_name", filter.Groups);
        if (filter.Succeeded is { } succeeded)
            _parts.Add(succeeded ? Succeeded : $"NOT {Succeeded}");
        if (filter.IsMissingCost)
            _parts.Add($"cost_nano IS NULL AND {Succeeded}");
        Compare("time", ">=", filter.From);
        Compare("time", "<", filter.To);
        Between("total_ms", filter.Latency);
        Between(Tokens, filter.Tokens);
        Between("cost_nano", filter.Cost);
        if (filter.RequestId is { } id)
            _parts.Add($"request_id = {Value(id)}");
        if (filter.Before is var (time, before))
            _parts.Add($"(time < {Value(time)} OR (time = {Value(time)} AND id < {Value(before)}))");
    }

    /// <summary>The clause with its word, empty for none.</summary>
    public string Where => _parts.Count == 0 ? "" : new StringBuilder(" WHERE ").AppendJoin(" AND ", _parts).ToString();

    /// <summary>The parameters, and more of them.</summary>
    public (string Name, object? Value)[] With(params ReadOnlySpan<(string, object?)> more) => [.. _values, .. more];

    private void In(string column, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
            _parts.Add($"{column} IN ({string.Join(", ", values.Select(value => Value(value)))})");
    }

    private void Between(string expression, (long? Least, long? Most) range)
    {
        Compare(expression, ">=", range.Least);
        Compare(expression, "<=", range.Most);
    }

    private void Compare(string expression, string comparison, long? value)
    {
        if (value is { } bound)
            _parts.Add($"{expression} {comparison} {Value(bound)}");
    }

    private string Value(object value)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"f{_values.Count}");
        _values.Add((name, value));
        return "@" + name;
    }
}
