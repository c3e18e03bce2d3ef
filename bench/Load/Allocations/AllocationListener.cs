using System.Diagnostics.Tracing;
using System.Runtime.InteropServices;

namespace Iris.Bench.Load.Allocations;

/// <summary>
/// Listens to the runtime's allocation ticks: one for about every 100 KB, with the type that was allocated. Over tens of thousands of calls the
/// ticks are a fair sample of all bytes.
/// </summary>
internal sealed partial class AllocationListener : EventListener
{
    private const EventKeywords Collector = (EventKeywords)0x1;
    private const int Tick = 10;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Sum> _sums = [];

    public IReadOnlyList<TypeShare> Take()
    {
        lock (_lock)
        {
            TypeShare[] shares = [.. _sums.Select(pair => new TypeShare(
                pair.Key, pair.Value.Bytes, pair.Value.Samples, (double)pair.Value.ObjectBytes / pair.Value.Samples, pair.Value.Large))];
            _sums.Clear();
            return shares;
        }
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
            EnableEvents(eventSource, EventLevel.Verbose, Collector);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // The fields of GCAllocationTick_V4: kind 1, runtime 2, 64-bit amount 3, type id 4, type name 5, heap 6, address 7, object size 8.
        if (eventData.EventId != Tick || eventData.Payload is not { Count: >= 9 } payload || payload[5] is not string type)
            return;
        // Decoding an event also allocates, on the thread that runs this method; those ticks are ignored.
        if (eventData.OSThreadId == gettid())
            return;
        lock (_lock)
        {
            var sum = _sums.GetValueOrDefault(type);
            _sums[type] = new Sum(
                sum.Bytes + Convert.ToInt64(payload[3], null),
                sum.Samples + 1,
                sum.ObjectBytes + Convert.ToInt64(payload[8], null),
                sum.Large || Convert.ToInt32(payload[1], null) == 1);
        }
    }

    [LibraryImport("libc")]
    private static partial int gettid();

    private readonly record struct Sum(long Bytes, long Samples, long ObjectBytes, bool Large);
}
