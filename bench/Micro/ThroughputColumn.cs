using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Iris.Bench.Micro;

/// <summary>A parameter that knows how many bytes one operation reads.</summary>
public interface ISized
{
    long Bytes { get; }
}

/// <summary>MB (10^6) of input a second, from the mean.</summary>
internal sealed class ThroughputColumn : IColumn
{
    public string Id => "throughput";
    public string ColumnName => "MB/s";
    public bool AlwaysShow => true;
    public ColumnCategory Category => ColumnCategory.Custom;
    public int PriorityInCategory => 0;
    public bool IsNumeric => true;
    public UnitType UnitType => UnitType.Dimensionless;
    public string Legend => "Megabytes (10^6) of input a second, from the mean";

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        var input = benchmarkCase.Parameters.Items.Select(item => item.Value).OfType<ISized>().FirstOrDefault();
        return input is not null && summary[benchmarkCase]?.ResultStatistics?.Mean is { } nanoseconds
            ? (input.Bytes / nanoseconds * 1e3).ToString("#,0", CultureInfo.InvariantCulture)
            : "-";
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);
    public bool IsAvailable(Summary summary) => true;
    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;
}
