using System.Threading.Channels;
using Iris.Gateway.Hosting;

namespace Iris.Gateway.Tests.Promises.Embedding;

/// <summary>A sink of finished calls as an application may write one of its own.</summary>
/// <param name="warehouse">A service of the application's.</param>
internal sealed class WarehouseSink(Warehouse warehouse) : ImageCallSink
{
    public override async ValueTask WriteAsync(IReadOnlyList<ImageCallRecord> calls, CancellationToken cancellationToken) =>
        await warehouse.InsertAsync(calls, cancellationToken);
}

/// <summary>Where an application keeps its calls.</summary>
internal sealed class Warehouse
{
    private int _batches;

    /// <summary>What becomes of a batch, by its number from 1 on; it is taken unless set.</summary>
    public Func<int, CancellationToken, Task> Becomes { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>The calls that were taken.</summary>
    public Channel<ImageCallRecord> Calls { get; } = Channel.CreateUnbounded<ImageCallRecord>();

    /// <summary>The batches that were given.</summary>
    public int Batches => Volatile.Read(ref _batches);

    public async Task InsertAsync(IReadOnlyList<ImageCallRecord> calls, CancellationToken cancellation)
    {
        await Becomes(Interlocked.Increment(ref _batches), cancellation);
        foreach (var call in calls)
            await Calls.Writer.WriteAsync(call, cancellation);
    }
}
