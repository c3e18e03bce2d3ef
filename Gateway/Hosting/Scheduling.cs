using System.Runtime.InteropServices;

namespace Iris.Gateway.Hosting;

/// <summary>
/// Sets how the system's scheduler treats the gateway's threads. On one core, or a share of one, the thread that waits for the network wakes with
/// every packet and takes the core from the working thread, which costs two switches for each step of a call. Under Linux's batch policy (sched(7))
/// a waking thread waits for the core, so that it then handles many packets at once. Its share of time stays the same, and nothing changes where a
/// core is free.
/// </summary>
internal static class Scheduling
{
    /// <summary><c>SCHED_BATCH</c>.</summary>
    public const int Batch = 3;

    private const int Other = 0;

    /// <summary>
    /// Asks for the batch policy for this thread and all threads that descend from it. Needs no privilege. Nothing changes when the policy is not
    /// available or another one has already been chosen (<c>chrt</c>, a service manager).
    /// </summary>
    /// <returns>True when the policy changed.</returns>
    public static bool PreferBatches()
    {
        if (!OperatingSystem.IsLinux())
            return false;
        // The priority, which neither policy uses.
        var none = 0;
        try
        {
            return Policy() == Other && SetPolicy(Self(), Batch, in none) == 0;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    /// <summary>The policy of this thread; negative when it is unknown.</summary>
    public static int Policy() => GetPolicy(Self(), out var policy, out _) == 0 ? policy : -1;

    [DllImport("libc", EntryPoint = "pthread_self")]
    private static extern nuint Self();

    // Not sched_setscheduler, which musl does not implement.
    [DllImport("libc", EntryPoint = "pthread_setschedparam")]
    private static extern int SetPolicy(nuint thread, int policy, in int priority);

    [DllImport("libc", EntryPoint = "pthread_getschedparam")]
    private static extern int GetPolicy(nuint thread, out int policy, out int priority);
}
