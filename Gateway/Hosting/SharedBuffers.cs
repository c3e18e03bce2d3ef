using System.Buffers;
using System.Globalization;

namespace Iris.Gateway.Hosting;

/// <summary>
/// Sets how many buffers the runtime's shared pool keeps. A piece of an answer waits for its client in a buffer of the pool. By default the pool
/// keeps 32 buffers of each size per processor and leaves the rest to the garbage collector, so that hundreds of concurrent answers would allocate
/// all their pieces. What a burst has filled, <see cref="Release"/> empties: the pool itself lets go of one buffer of each size a collection.
/// </summary>
internal static class SharedBuffers
{
    private const int MostBuffers = 1024;
    // The runtime reads it once, when the pool is first used; there is no other way to set it.
    private const string MostKept = "DOTNET_SYSTEM_BUFFERS_SHAREDARRAYPOOL_MAXARRAYSPERPARTITION";

    // The sizes that are worth it: below, a full pool holds little; above, none of the gateway's buffers is.
    private const int Smallest = 4 * 1024;
    private const int Largest = 1024 * 1024;

    /// <summary>
    /// Takes out of the pool what it keeps for later and leaves it to the next collection. Whatever is in use stays. A pool that is refilled
    /// meanwhile ends this all the same.
    /// </summary>
    public static void Release()
    {
        for (var size = Smallest; size <= Largest; size *= 2)
        {
            for (var left = 1 + (MostBuffers * Environment.ProcessorCount); left > 0; left--)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                var buffer = ArrayPool<byte>.Shared.Rent(size);
                // A new one: the pool had no more.
                if (GC.GetAllocatedBytesForCurrentThread() - before >= buffer.Length)
                    break;
            }
        }
    }

    /// <summary>
    /// Lets the pool keep enough buffers for a thousand calls, unless the variable is already set. Call it before any buffer is rented.
    /// </summary>
    public static void KeepMany()
    {
        if (Environment.GetEnvironmentVariable(MostKept) is null)
            Environment.SetEnvironmentVariable(MostKept, MostBuffers.ToString(CultureInfo.InvariantCulture));
    }
}
