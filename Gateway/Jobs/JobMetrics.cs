using System.Diagnostics.Metrics;

namespace Iris.Gateway.Jobs;

/// <summary>How many jobs wait, run and have ended.</summary>
internal sealed class JobMetrics(IMeterFactory meters)
{
    private Counter<long>? _ended;
    private long _waiting;

    /// <summary>Creates the instruments, where there are jobs.</summary>
    /// <param name="running">Counts those of this instance that run.</param>
    public void Begin(Func<int> running)
    {
        var meter = meters.Create("Iris.Gateway");
        meter.CreateObservableGauge("iris.jobs.running", running, "{job}", "Jobs that this instance makes.");
        meter.CreateObservableGauge("iris.jobs.waiting", () => Volatile.Read(ref _waiting), "{job}", "Jobs that wait, of all instances that share the state.");
        _ended = meter.CreateCounter<long>("iris.jobs.ended", "{job}", "Jobs of this instance that have ended.");
    }

    /// <summary>Notes how many jobs wait.</summary>
    public void Wait(long count) => Volatile.Write(ref _waiting, count);

    /// <summary>Counts a job that has ended.</summary>
    public void End(JobState state) => _ended?.Add(1, new KeyValuePair<string, object?>("iris.job.status", JobWords.Of(state)));
}
