using System.Runtime.InteropServices;

namespace Iris.Bench.Load.Machine;

/// <summary>The cores that the processes run on: the contestant has one to itself; load generator and mock share another.</summary>
internal static partial class Cores
{
    /// <summary>False on a machine with one core, or by option.</summary>
    public static bool Pins { get; set; } = Environment.ProcessorCount > 1;

    /// <summary>The contestant's core.</summary>
    public static int Contestant { get; set; } = 1;

    /// <summary>The core of everything else.</summary>
    public static int Others { get; set; }

    /// <summary>Starts a process on a core: a process inherits the cores of the thread that starts it.</summary>
    public static T On<T>(int core, Func<T> start)
    {
        if (!Pins)
            return start();
        const int Size = 128;
        Span<byte> before = stackalloc byte[Size];
        Span<byte> wanted = stackalloc byte[Size];
        wanted.Clear();
        wanted[core / 8] = (byte)(1 << (core % 8));
        if (sched_getaffinity(0, Size, ref before[0]) < 0 || sched_setaffinity(0, Size, in wanted[0]) != 0)
            throw new InvalidOperationException($"no process can be put on core {core}; try --unpinned");
        try
        {
            return start();
        }
        finally
        {
            _ = sched_setaffinity(0, Size, in before[0]);
        }
    }

    [LibraryImport("libc")]
    private static partial int sched_getaffinity(int pid, nuint size, ref byte mask);

    [LibraryImport("libc")]
    private static partial int sched_setaffinity(int pid, nuint size, in byte mask);
}
