using System.Text.Json;

namespace Iris.Bench.Load.Reporting;

/// <summary>One measurement of one contestant under one load: a line of the results file.</summary>
internal sealed record Measurement
{
    public required string Contestant { get; init; }
    public required string Load { get; init; }
    public int Rep { get; init; }
    public DateTimeOffset At { get; init; }
    public bool Pinned { get; init; }
    /// <summary>The fault; the values then do not count.</summary>
    public string? Failed { get; init; }
    /// <summary>The numbers, by the names in <see cref="Measure"/>.</summary>
    public SortedDictionary<string, double> Values { get; init; } = [];

    public double? this[string name] => Values.TryGetValue(name, out var value) ? value : null;

    public static IEnumerable<Measurement> Read(string path) => File.ReadLines(path)
        .Where(line => line.Length > 0)
        .Select(line => JsonSerializer.Deserialize<Measurement>(line)!);

    public void Append(string path) => File.AppendAllText(path, JsonSerializer.Serialize(this) + "\n");
}

/// <summary>The names of the values.</summary>
internal static class Measure
{
    /// <summary>CPU time per response, in µs.</summary>
    public const string Cpu = "cpu_us";
    public const string PerSecond = "answers_per_s";
    public const string Megabytes = "mb_per_s";
    public const string P50 = "p50_ms";
    public const string P99 = "p99_ms";
    /// <summary>MiB.</summary>
    public const string Peak = "peak_mib";
    public const string Idle = "idle_mib";
    /// <summary>The peak above idle per concurrent call, in KiB.</summary>
    public const string PerCall = "per_call_kib";
    public const string Calls = "calls";
    /// <summary>Seconds until the last stalled client was let go.</summary>
    public const string Freed = "freed_s";
    /// <summary>At a constant 100 calls a second.</summary>
    public const string CalmP50 = "at_100_p50_ms";
    public const string CalmP99 = "at_100_p99_ms";
    public const string EventP50 = "event_p50_ms";
    public const string EventP99 = "event_p99_ms";
    public const string StartTime = "start_ms";
    public const string Disk = "disk_mb";
    /// <summary>Cores that other processes used meanwhile, or that the hypervisor took away.</summary>
    public const string Foreign = "foreign_cores";
    public const string Stolen = "stolen_cores";
    /// <summary>
    /// Cores that the load generator and the mock used. When they are pinned and use nearly 1, they are the limit and not the gateway.
    /// </summary>
    public const string OwnCores = "load_cores";
    public const string GatewayCores = "gateway_cores";
}
