using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Iris.Bench.Load.Client;

/// <summary>
/// The machine's monotonic clock, in nanoseconds. All processes share it, so that the client can compare it with the mock's stamps.
/// </summary>
internal static partial class Clock
{
    private const int Monotonic = 1;
    private const int Absolute = 1;
    private const int SetTimerSlack = 29;

    public static long Now => Stopwatch.GetTimestamp();

    /// <summary>Asks the kernel to wake this thread with nanosecond precision instead of the usual 50 µs.</summary>
    public static void Sharpen() => _ = prctl(SetTimerSlack, 1, 0, 0, 0);

    /// <summary>Sleeps until an instant; returns at once when it has passed.</summary>
    public static void SleepUntil(long instant)
    {
        while (Now < instant)
        {
            var time = new TimeSpec(instant / 1_000_000_000, instant % 1_000_000_000);
            _ = clock_nanosleep(Monotonic, Absolute, in time, 0);
        }
    }

    [LibraryImport("libc")]
    private static partial int prctl(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport("libc")]
    private static partial int clock_nanosleep(int clock, int flags, in TimeSpec request, nint remaining);

    private readonly record struct TimeSpec(long Seconds, long Nanoseconds);
}
