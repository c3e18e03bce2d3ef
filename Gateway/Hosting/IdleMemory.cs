namespace Iris.Gateway.Hosting;

/// <summary>
/// Gives memory back to the system after a burst. The runtime collects when something is allocated, so that a gateway that has become idle would keep
/// what the burst has taken: long bodies, and the blocks of the server's pools. The server's pools release what they have not needed for a while
/// only when the runtime collects, so one collection is not enough; the shared pool is emptied (<see cref="SharedBuffers.Release"/>).
/// </summary>
internal sealed class IdleMemory : IDisposable
{
    /// <summary>How often it looks, and so how long a quiet time lasts at least.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(20);

    /// <summary>The growth of the process that is worth collections, in bytes.</summary>
    public const long Worth = 64L << 20;

    /// <summary>The most that a gateway allocates in one interval and still counts as idle, in bytes: some 100 small calls a second.</summary>
    public const long Quiet = 32L << 20;

    /// <summary>The collections after one burst.</summary>
    public const int Collections = 5;

    private readonly Func<long> _resident;
    private readonly Func<long> _allocated;
    private readonly Action _collect;
    private readonly ITimer _timer;
    // The resident memory after the start or after the latest collection, and what had been allocated at the latest look.
    private long _floor;
    private long _seen;
    private int _left;

    /// <summary>Begins to look.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="resident">The resident memory of the process, in bytes.</param>
    /// <param name="allocated">What the process has allocated since its start, in bytes.</param>
    /// <param name="collect">Collects everything and gives free memory back.</param>
    public IdleMemory(TimeProvider time, Func<long> resident, Func<long> allocated, Action collect)
    {
        (_resident, _allocated, _collect) = (resident, allocated, collect);
        (_floor, _seen) = (resident(), allocated());
        _timer = time.CreateTimer(static state => ((IdleMemory)state!).Look(), this, Interval, Interval);
    }

    /// <summary>Looks after this process.</summary>
    public static IdleMemory OfThisProcess() => new(TimeProvider.System, () => Environment.WorkingSet, () => GC.GetTotalAllocatedBytes(), static () =>
    {
        SharedBuffers.Release();
        Collect();
    });

    /// <summary>Collects everything and gives free memory back to the system.</summary>
    public static void Collect() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var allocated = _allocated();
        var isQuiet = allocated - _seen < Quiet;
        _seen = allocated;
        if (!isQuiet)
            return;
        if (_left == 0 && _resident() - _floor >= Worth)
            _left = Collections;
        if (_left == 0)
            return;
        _left--;
        _collect();
        _floor = _resident();
    }
}
