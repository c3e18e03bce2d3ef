namespace Iris.Gateway.Jobs;

/// <summary>
/// Who waits in this process for jobs to change, a bounded number: what this instance does to a job wakes them at once, and what another one does is
/// seen at the next look into the table. A stop of the gateway ends every wait.
/// </summary>
internal sealed class JobWatch(IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>The most that wait at once; whoever comes then is told how the job is now.</summary>
    public const int Most = 1024;

    /// <summary>How often the table is asked for what other instances do.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<JobSignal>> _waiting = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>How many wait.</summary>
    public int Count { get { lock (_lock) return _count; } }

    /// <summary>A job has changed.</summary>
    public void Tell(string id)
    {
        lock (_lock)
        {
            if (_waiting.TryGetValue(id, out var signals))
                signals.ForEach(signal => signal.Set());
        }
    }

    /// <summary>Begins to wait for a job; null where too many wait already.</summary>
    public Waiter? TryBegin(string id)
    {
        lock (_lock)
        {
            if (_count >= Most)
                return null;
            _count++;
            var signal = new JobSignal(time);
            if (!_waiting.TryGetValue(id, out var signals))
                _waiting[id] = signals = [];
            signals.Add(signal);
            return new Waiter(this, id, signal, lifetime.ApplicationStopping);
        }
    }

    private void End(string id, JobSignal signal)
    {
        lock (_lock)
        {
            if (!_waiting.TryGetValue(id, out var signals) || !signals.Remove(signal))
                return;
            _count--;
            if (signals.Count == 0)
                _waiting.Remove(id);
        }
    }

    /// <summary>One that waits for a job; ends with its disposal.</summary>
    internal sealed class Waiter(JobWatch watch, string id, JobSignal signal, CancellationToken stopping) : IDisposable
    {
        /// <summary>Whether nobody waits any more, as the gateway ends.</summary>
        public bool IsOver => stopping.IsCancellationRequested;

        /// <summary>Begins anew: taken before a look into the table.</summary>
        public Task Next() => signal.Next();

        /// <summary>Waits for the next change, at most so long and at most until the next look.</summary>
        /// <exception cref="OperationCanceledException">The client has gone.</exception>
        public async Task WaitAsync(Task next, TimeSpan most, CancellationToken gone)
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(gone, stopping);
            await signal.WaitAsync(next, most < Interval ? most : Interval, over.Token);
            gone.ThrowIfCancellationRequested();
        }

        public void Dispose() => watch.End(id, signal);
    }
}
