using System.Globalization;
using System.Text;
using Iris.Bench.Load.Loads;
using Iris.Bench.Load.Mock;

namespace Iris.Bench.Load.Reporting;

/// <summary>Creates the tables from a results file.</summary>
internal sealed class Report
{
    private const string Yardstick = "yarp";

    private readonly IReadOnlyList<Measurement> _all;
    private readonly ILookup<(string Load, string Contestant), Measurement> _good;
    private readonly IReadOnlyList<string> _contestants;

    public Report(IEnumerable<Measurement> measurements)
    {
        _all = [.. measurements];
        _good = _all.Where(measurement => measurement.Failed is null).ToLookup(measurement => (measurement.Load, measurement.Contestant));
        _contestants = [.. _all.Select(measurement => measurement.Contestant).Distinct()];
    }

    /// <summary>One measurement in a line.</summary>
    public static string Brief(Measurement m)
    {
        var words = new List<string>();
        void Say(string name, string format)
        {
            if (m[name] is { } value)
                words.Add(string.Format(CultureInfo.InvariantCulture, format, Table.Number(value)));
        }
        Say(Measure.Cpu, "{0} µs an answer");
        Say(Measure.PerSecond, "{0}/s");
        Say(Measure.P99, "p99 {0} ms");
        Say(Measure.Peak, "peak {0} MiB");
        Say(Measure.PerCall, "{0} KiB a call");
        Say(Measure.Freed, "let go in {0} s");
        Say(Measure.StartTime, "start {0} ms");
        Say(Measure.EventP99, "event p99 {0} ms");
        return string.Join(", ", words);
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        AddLoads(text);
        AddStart(text);
        AddLaw(text);
        AddFailures(text);
        AddNoise(text);
        return text.ToString();
    }

    private double? Value(string load, string contestant, string name)
    {
        var values = _good[(load, contestant)].Select(measurement => measurement[name]).OfType<double>().ToArray();
        return values.Length == 0 ? null : Median.Of(values);
    }

    // The ratio within each repetition, then the median: a slow machine slows both.
    private double? Ratio(string load, string contestant, string name)
    {
        var ratios = _good[(load, contestant)]
            .Select(mine => (mine, other: _good[(load, Yardstick)].LastOrDefault(other => other.Rep == mine.Rep)))
            .Select(pair => pair.mine[name] / pair.other?[name])
            .OfType<double>().ToArray();
        return ratios.Length == 0 ? null : Median.Of(ratios);
    }

    private string Spread(string load, string contestant, string name)
    {
        var values = _good[(load, contestant)].Select(measurement => measurement[name]).OfType<double>().ToArray();
        return values.Length < 2 ? "-" : ((values.Max() - values.Min()) / Median.Of(values)).ToString("0%", CultureInfo.InvariantCulture);
    }

    private void AddLoads(StringBuilder text)
    {
        var table = new Table("load", "contestant", "CPU µs/answer", "spread", "× yarp", "answers/s", "× yarp", "MB/s", "p50 ms", "p99 ms", "peak MiB", "also");
        var any = false;
        foreach (var load in Workload.All.Where(
            load => load.Kind is LoadKind.Steady or LoadKind.FirstSeconds or LoadKind.InFlight or LoadKind.InFlightByName))
        {
            foreach (var contestant in _contestants.Where(contestant => _good[(load.Name, contestant)].Any()))
            {
                any = true;
                double? Of(string name) => Value(load.Name, contestant, name);
                table.Add(
                    load.Name,
                    contestant,
                    Table.Number(Of(Measure.Cpu)),
                    Spread(load.Name, contestant, Measure.Cpu),
                    Table.Number(Ratio(load.Name, contestant, Measure.Cpu)),
                    Table.Number(load.Kind is LoadKind.InFlight or LoadKind.InFlightByName ? null : Of(Measure.PerSecond)),
                    Table.Number(load.Kind is LoadKind.InFlight or LoadKind.InFlightByName ? null : Ratio(load.Name, contestant, Measure.PerSecond)),
                    Table.Number(Of(Measure.Megabytes)),
                    Table.Number(Of(Measure.P50)),
                    Table.Number(Of(Measure.P99)),
                    Table.Number(Of(Measure.Peak)),
                    Also(load, contestant));
            }
        }
        if (!any)
            return;
        text.Append(table);
        if (_contestants.Contains("direct"))
            text.Append("direct: no gateway; CPU and memory are the mock's.\n");
        text.Append("CPU and answers/s × yarp: within a repetition, then the median; spread: of CPU, widest over median.\n\n");
    }

    private string Also(Workload load, string contestant)
    {
        string Of(string name) => Table.Number(Value(load.Name, contestant, name));
        if (Value(load.Name, contestant, Measure.CalmP50) is { } calm)
        {
            var added = calm - Value(load.Name, "direct", Measure.CalmP50);
            return $"at 100/s: p50 {Table.Number(calm)} ms, p99 {Of(Measure.CalmP99)}"
                + (added is not null && contestant != "direct" ? $"; {Table.Number(added)} more than direct" : "");
        }
        if (Value(load.Name, contestant, Measure.EventP50) is not null)
            return $"event, flush to whole: p50 {Of(Measure.EventP50)} ms, p99 {Of(Measure.EventP99)}";
        if (load.Kind is LoadKind.InFlight or LoadKind.InFlightByName)
            return $"idle {Of(Measure.Idle)} MiB, and {Of(Measure.PerCall)} KiB a picture";
        return "";
    }

    private void AddStart(StringBuilder text)
    {
        var table = new Table("start", "first answer ms", "idle MiB", "disk MB") { Words = 1 };
        var any = false;
        foreach (var contestant in _contestants.Where(contestant => _good[("start", contestant)].Any()))
        {
            any = true;
            table.Add(
                contestant,
                Table.Number(Value("start", contestant, Measure.StartTime)),
                Table.Number(Value("start", contestant, Measure.Idle)),
                Table.Number(Value("start", contestant, Measure.Disk)));
        }
        if (any)
            text.Append(table).Append('\n');
    }

    private void AddLaw(StringBuilder text)
    {
        var cells = _good.Where(group => group.Key.Load.StartsWith("law_", StringComparison.Ordinal))
            .Select(group => (group.Key.Contestant, Name: group.Key.Load.Split('_')))
            .Select(cell => (cell.Contestant, Form: cell.Name[1], Size: int.Parse(cell.Name[2].TrimEnd('m'), CultureInfo.InvariantCulture),
                Calls: int.Parse(cell.Name[3], CultureInfo.InvariantCulture)))
            .ToArray();
        if (cells.Length == 0)
            return;
        var calls = cells.Select(cell => cell.Calls).Distinct().Order().ToArray();
        var table = new Table(["memory_law", "picture", "contestant", "idle MiB", .. calls.Select(count => $"{count} in flight"), "fit"]) { Words = 3 };
        foreach (var row in cells.GroupBy(cell => (cell.Form, cell.Size, cell.Contestant)).OrderBy(row => row.Key.Form, StringComparer.Ordinal)
            .ThenBy(row => row.Key.Size))
        {
            double? Of(int count, string name) => Value($"law_{row.Key.Form}_{row.Key.Size}m_{count}", row.Key.Contestant, name);
            table.Add([
                FormName(row.Key.Form),
                $"{row.Key.Size} MiB",
                row.Key.Contestant,
                Table.Number(row.Select(cell => Of(cell.Calls, Measure.Idle)).Max()),
                .. calls.Select(count => Of(count, Measure.Peak) is { } peak ? $"{Table.Number(peak)} MiB = +{Table.Number(Of(count, Measure.PerCall))} KiB/call" : "-"),
                Fit([.. calls.Select(count => (Calls: (double)count, Peak: Of(count, Measure.Peak))).Where(point => point.Peak is not null)
                    .Select(point => (point.Calls, point.Peak!.Value))]),
            ]);
        }
        text.Append(table).Append('\n');
    }

    // Least squares: the constant part, and the part per call.
    private static string Fit((double Calls, double Peak)[] points)
    {
        if (points.Length < 2)
            return "-";
        var calls = points.Average(point => point.Calls);
        var peak = points.Average(point => point.Peak);
        var slope = points.Sum(point => (point.Calls - calls) * (point.Peak - peak)) / points.Sum(
            point => (point.Calls - calls) * (point.Calls - calls));
        return $"{Table.Number(peak - (slope * calls))} MiB + {Table.Number(slope * 1024)} KiB × calls";
    }

    private static string FormName(string form) => Enum.Parse<MockForm>(form) switch
    {
        MockForm.OpenAIJson => "OpenAI JSON",
        MockForm.GeminiJson => "Gemini JSON",
        _ => "bytes",
    };

    private void AddFailures(StringBuilder text)
    {
        foreach (var measurement in _all.Where(measurement => measurement.Failed is not null))
            text.Append(CultureInfo.InvariantCulture, $"left out: {measurement.Load}, {measurement.Contestant}, repetition {measurement.Rep + 1}: {measurement.Failed}\n");
    }

    private void AddNoise(StringBuilder text)
    {
        var foreign = _all.Select(measurement => measurement[Measure.Foreign]).OfType<double>().DefaultIfEmpty(0).ToArray();
        var stolen = _all.Select(measurement => measurement[Measure.Stolen]).OfType<double>().DefaultIfEmpty(0).ToArray();
        text.Append(CultureInfo.InvariantCulture, $"Noise: others used {Median.Of(foreign):0.00} cores (median; {foreign.Max():0.00} at most), the host took {Median.Of(stolen):0.00} ({stolen.Max():0.00} at most).\n");
        var limited = _all.Where(measurement => measurement.Pinned && measurement[Measure.OwnCores] > 0.95 && measurement[Measure.GatewayCores] < 0.9
            && measurement.Contestant != "direct")
            .Select(measurement => $"{measurement.Load} {measurement.Contestant}").Distinct().ToArray();
        if (limited.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $"Load and mock were the limit (answers/s says nothing there, CPU does): {string.Join(", ", limited)}.\n");
    }
}
