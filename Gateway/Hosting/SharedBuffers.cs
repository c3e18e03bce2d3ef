namespace Iris.Gateway.Hosting;

/// <summary>
/// Sets how many buffers the runtime's shared pool keeps. A piece of an answer waits for its client in a buffer of the pool. By default the pool
/// keeps 32 buffers of each size per processor and leaves the rest to the garbage collector, so that hundreds of concurrent answers would allocate
/// all their pieces.
/// </summary>
internal static class SharedBuffers
{
    // The runtime reads it once, when the pool is first used; there is no other way to set it.
    private const string MostKept = "DOTNET_SYSTEM_BUFFERS_SHAREDARRAYPOOL_MAXARRAYSPERPARTITION";

    /// <summary>
    /// Lets the pool keep enough buffers for a thousand calls, unless the variable is already set. Call it before any buffer is rented.
    /// </summary>
    public static void KeepMany()
    {
        if (Environment.GetEnvironmentVariable(MostKept) is null)
            Environment.SetEnvironmentVariable(MostKept, "1024");
    }
}
