using System.Collections.Concurrent;

namespace Iris.Gateway.CallLogs;

/// <summary>
/// What waits to be written behind calls, within a bound. Adding never waits; what is beyond the bound is dropped and counted, and so is a batch that
/// has failed too often while others wait: it is one that will never be taken.
/// </summary>
/// <param name="most">The most that wait, those of the batch under way included.</param>
/// <param name="mostAtOnce">The most of a batch.</param>
/// <param name="mostFailures">How often a batch may fail.</param>
/// <param name="lost">Is told how many have been dropped since the start, each time that some are.</param>
internal sealed class Backlog<T>(int most, int mostAtOnce, int mostFailures, Action<long> lost)
{
    private readonly ConcurrentQueue<T> _waiting = new();
    private readonly List<T> _batch = [];
    private int _count;
    private int _failures;
    private long _dropped;

    /// <summary>How many were dropped.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty => _batch.Count == 0 && _waiting.IsEmpty;

    /// <summary>Adds one; it is dropped where too many wait.</summary>
    public void Add(T item)
    {
        if (Interlocked.Increment(ref _count) <= most)
        {
            _waiting.Enqueue(item);
            return;
        }
        Interlocked.Decrement(ref _count);
        Drop(1);
    }

    /// <summary>Writes the next batch, the oldest first; one writer at a time. When the writing throws, the batch is the next one again.</summary>
    public async Task WriteAsync(Func<IReadOnlyList<T>, Task> write)
    {
        while (_batch.Count < mostAtOnce && _waiting.TryDequeue(out var item))
            _batch.Add(item);
        try
        {
            await write(_batch);
        }
        catch
        {
            if (++_failures >= mostFailures)
                DropBatch();
            throw;
        }
        Forget();
    }

    /// <summary>Drops all that waits; not while a batch is written.</summary>
    public void DropAll()
    {
        while (_waiting.TryDequeue(out var item))
            _batch.Add(item);
        DropBatch();
    }

    private void DropBatch()
    {
        if (_batch.Count > 0)
            Drop(_batch.Count);
        Forget();
    }

    private void Forget()
    {
        Interlocked.Add(ref _count, -_batch.Count);
        _batch.Clear();
        _failures = 0;
    }

    private void Drop(int items) => lost(Interlocked.Add(ref _dropped, items));
}
