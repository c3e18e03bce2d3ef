namespace Iris.Gateway.Hosting;

/// <summary>
/// How many buffers the runtime's shared pool keeps. A piece of an answer waits for its client in a buffer of the pool; of each size the pool takes back
/// 32 for a processor and leaves the rest to the collector, so that hundreds of answers at once would allocate all they send.
/// </summary>
internal static class SharedBuffers
{
    // Read once, when the pool is first used; there is no other way to set it.
    private const string MostKept = "DOTNET_SYSTEM_BUFFERS_SHAREDARRAYPOOL_MAXARRAYSPERPARTITION";

    /// <summary>Lets the pool keep enough for a thousand calls, unless somebody has chosen a number. Call it before anything is rented.</summary>
    public static void KeepMany()
    {
        if (Environment.GetEnvironmentVariable(MostKept) is null)
            Environment.SetEnvironmentVariable(MostKept, "1024");
    }
}
