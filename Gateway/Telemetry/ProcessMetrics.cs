using System.Diagnostics.Metrics;

namespace Iris.Gateway.Telemetry;

/// <summary>
/// The process under OpenTelemetry's names
/// (https://opentelemetry.io/docs/specs/semconv/system/process-metrics/); everything is read when metrics are collected. The runtime's own meter
/// <c>System.Runtime</c> has what is .NET's: collections, threads of the pool, exceptions.
/// </summary>
internal sealed class ProcessMetrics(IMeterFactory meters, TimeProvider time) : IHostedService
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Iris.Process";

    private static readonly KeyValuePair<string, object?> User = new("cpu.mode", "user");
    private static readonly KeyValuePair<string, object?> System = new("cpu.mode", "system");

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = meters.Create(MeterName);
        var started = time.GetTimestamp();
        meter.CreateObservableCounter("process.cpu.time", MeasureCpu, "s", "Processor time of the process.");
        meter.CreateObservableUpDownCounter("process.memory.usage", () => Environment.WorkingSet, "By", "Resident memory.");
        meter.CreateObservableGauge("process.uptime", () => time.GetElapsedTime(started).TotalSeconds, "s", "Time since the start.");
        if (OperatingSystem.IsLinux())
        {
            meter.CreateObservableUpDownCounter("process.thread.count", () => Count("/proc/self/task"), "{thread}", "Threads, the runtime's own included.");
            meter.CreateObservableUpDownCounter(
                "process.unix.file_descriptor.count", () => Count("/proc/self/fd"), "{file_descriptor}", "Open files and sockets.");
        }
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static Measurement<double>[] MeasureCpu()
    {
        var usage = Environment.CpuUsage;
        return [new(usage.UserTime.TotalSeconds, User), new(usage.PrivilegedTime.TotalSeconds, System)];
    }

    private static int Count(string folder)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(folder).Count();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A sandbox may hide /proc.
            return 0;
        }
    }
}
