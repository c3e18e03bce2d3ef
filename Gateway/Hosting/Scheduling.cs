using System.Runtime.InteropServices;

namespace Iris.Gateway.Hosting;

/// <summary>
/// How the system's scheduler treats the gateway's threads. On a core of its own, or a share of one, the thread that waits for the network
/// wakes with every packet and takes the core from the one that works, which costs two switches for each step of a call. Under Linux's
/// batch policy (sched(7)) a thread that wakes waits for the core: many packets are then taken at once. Its share of time stays the same, and
/// where a core is free nothing changes.
/// </summary>
internal static class Scheduling
{
    /// <summary><c>SCHED_BATCH</c>.</summary>
    public const int Batch = 3;

    private const int Other = 0;

    /// <summary>
    /// Asks for the batch policy for this thread and all that it and they will start. Needs no privilege. Where it is not to be had, or somebody
    /// has chosen a policy already (<c>chrt</c>, a service manager), all stays as it is.
    /// </summary>
    /// <returns>True when the policy has changed.</returns>
    public static bool PreferBatches()
    {
        if (!OperatingSystem.IsLinux())
            return false;
        // The priority, which neither policy has.
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

    /// <summary>This thread's policy; negative where it cannot be told.</summary>
    public static int Policy() => GetPolicy(Self(), out var policy, out _) == 0 ? policy : -1;

    [DllImport("libc", EntryPoint = "pthread_self")]
    private static extern nuint Self();

    // Not sched_setscheduler, which musl does not have.
    [DllImport("libc", EntryPoint = "pthread_setschedparam")]
    private static extern int SetPolicy(nuint thread, int policy, in int priority);

    [DllImport("libc", EntryPoint = "pthread_getschedparam")]
    private static extern int GetPolicy(nuint thread, out int policy, out int priority);
}
