using System.Globalization;
using Iris.Gateway.Model.Access;

namespace Iris.Gateway.Configuration;

/// <summary>Reads the limits and the budget of a key or of a group.</summary>
internal sealed class UsageLimitsReader(IConfigurationSection holder, UsageHolder name, ConfigurationErrors errors)
{
    private const long Most = 1_000_000_000_000;
    private const decimal MostUsd = 1_000_000_000m;

    private const string Windows = "30s, 1m, 1h, 1d, 1w, 1M (month), 1Q or 1Y";

    private readonly List<UsageCounter> _counters = [];

    /// <summary>Reads them, the limits first.</summary>
    public List<UsageCounter> Read()
    {
        var limits = holder.GetSection("Limits");
        ReadLimit(limits.GetSection("Requests"), UsageKind.Requests);
        ReadLimit(limits.GetSection("Images"), UsageKind.Images);
        ReadLimit(limits.GetSection("Tokens"), UsageKind.Tokens);
        var reader = new SectionReader(limits, errors);
        if (reader.Text("Concurrent") is not null)
            _counters.Add(new UsageCounter(name, UsageKind.Concurrent, UsageWindow.Forever, reader.Whole("Concurrent", 1, 1, 1_000_000)));
        ReadBudget(holder.GetSection("Budget"));
        return _counters;
    }

    // One limit as a text, or several as a list.
    private void ReadLimit(IConfigurationSection limit, UsageKind kind)
    {
        IConfigurationSection[] given = limit.Value is not null ? [limit] : [.. limit.GetChildren()];
        foreach (var one in given)
        {
            var text = one.Value ?? "";
            var slash = text.IndexOf('/', StringComparison.Ordinal);
            if (slash > 0 && long.TryParse(text.AsSpan(0, slash), NumberStyles.None, CultureInfo.InvariantCulture, out var most)
                && most is > 0 and <= Most
                && UsageWindow.TryParse(text[(slash + 1)..].Trim(), aligned: false, out var window))
            {
                Add(one, new UsageCounter(name, kind, window, most));
            }
            else
            {
                errors.Add(one, $"\"{text}\" is no limit; write a number and a window, for example \"100/1m\"; windows are {Windows}");
            }
        }
    }

    private void ReadBudget(IConfigurationSection budget)
    {
        if (!budget.Exists())
            return;
        var reader = new SectionReader(budget, errors);
        if (ReadUsd(reader) is not { } usd)
            return;
        var isAligned = reader.Flag("Aligned", false);
        var window = UsageWindow.Forever;
        if (reader.Text("Every") is { Length: > 0 } every && !UsageWindow.TryParse(every, isAligned, out window))
            reader.Refuse("Every", $"\"{every}\" is no window; write {Windows}, or leave it out for a budget that never begins anew", 0);
        else if (isAligned && !window.CanAlign)
            reader.Refuse("Aligned", "the calendar has days, weeks, months, quarters and years: write Every as 1d, 1w, 1M, 1Q or 1Y, or leave Aligned out", 0);
        Add(budget, new UsageCounter(name, UsageKind.Usd, window, usd));
    }

    private static long? ReadUsd(SectionReader reader)
    {
        var text = reader.Text("Usd");
        if (text is null)
            return reader.Refuse<long?>("Usd", "is missing: write the most that may be spent, in US dollars", null);
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var usd)
            && usd is > 0 and <= MostUsd
            ? (long)(usd * UsageCounter.Nano)
            : reader.Refuse<long?>("Usd", $"\"{text}\" is no amount above 0 and up to {MostUsd.ToString(CultureInfo.InvariantCulture)} dollars", null);
    }

    private void Add(IConfigurationSection at, UsageCounter counter)
    {
        if (_counters.Exists(known => known.Id == counter.Id))
            errors.Add(at, $"there is a limit of the same kind and window ({counter.Window}) already");
        else
            _counters.Add(counter);
    }
}
