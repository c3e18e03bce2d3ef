using System.Runtime.InteropServices;
using System.Text.Json;
using Iris.Gateway.Hosting;
using Microsoft.Win32.SafeHandles;

namespace Iris.Bench.Load.Allocations;

/// <summary>The counters of a process that hosts Iris, since its start.</summary>
internal sealed record HostCounters
{
    /// <summary>Allocated bytes, exact.</summary>
    public long Allocated { get; init; }
    public int Gen0 { get; init; }
    public int Gen1 { get; init; }
    public int Gen2 { get; init; }
    public double PauseMilliseconds { get; init; }
    /// <summary>The sampled allocations by type.</summary>
    public IReadOnlyList<TypeShare> Types { get; init; } = [];
}

/// <summary>A type's share of the samples.</summary>
/// <param name="Type">The type's name.</param>
/// <param name="Bytes">The bytes allocated between the samples of this type.</param>
/// <param name="Samples">The number of samples.</param>
/// <param name="ObjectBytes">The mean size of the objects.</param>
/// <param name="Large">Whether an object was on the large object heap.</param>
internal sealed record TypeShare(string Type, long Bytes, long Samples, double ObjectBytes, bool Large);

/// <summary>
/// Hosts Iris in this program instead of its own, so that its allocations can be counted. It reads commands from standard input: <c>count</c>
/// writes the counters, <c>listen</c> starts sampling and writes them as well.
/// </summary>
internal static partial class GatewayHost
{
    private const int StandardOutput = 1;

    public static async Task<int> RunAsync(string configuration, string port)
    {
        // The access log is written as usual, but not among the responses of this process: the gateway's standard output is a file.
        await using var answers =
            new StreamWriter(new FileStream(new SafeFileHandle(dup(StandardOutput), ownsHandle: true), FileAccess.Write)) { AutoFlush = true };
        using var log = File.OpenHandle(configuration + ".log", FileMode.Create, FileAccess.Write);
        _ = dup2((int)log.DangerousGetHandle(), StandardOutput);
        var (app, failure) = await GatewayApplication.CreateAsync(["--config", configuration, "--urls", $"http://127.0.0.1:{port}"]);
        if (app is null)
        {
            await Console.Error.WriteLineAsync(failure);
            return 1;
        }
        await app.StartAsync();
        AllocationListener? listener = null;
        while (await Console.In.ReadLineAsync() is { } line)
        {
            if (line == "listen")
                listener = new AllocationListener();
            await answers.WriteLineAsync(JsonSerializer.Serialize(Count(listener)));
        }
        listener?.Dispose();
        return 0;
    }

    private static HostCounters Count(AllocationListener? listener) => new()
    {
        Gen0 = GC.CollectionCount(0),
        Gen1 = GC.CollectionCount(1),
        Gen2 = GC.CollectionCount(2),
        PauseMilliseconds = GC.GetTotalPauseDuration().TotalMilliseconds,
        Allocated = GC.GetTotalAllocatedBytes(precise: true),
        Types = listener?.Take() ?? [],
    };

    [LibraryImport("libc")]
    private static partial int dup(int descriptor);

    [LibraryImport("libc")]
    private static partial int dup2(int descriptor, int copy);
}
