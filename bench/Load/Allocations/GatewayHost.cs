using System.Runtime.InteropServices;
using System.Text.Json;
using Iris.Gateway.Hosting;
using Microsoft.Win32.SafeHandles;

namespace Iris.Bench.Load.Allocations;

/// <summary>What a process that hosts Iris tells: counters since its start.</summary>
internal sealed record HostCounters
{
    /// <summary>Bytes, exact.</summary>
    public long Allocated { get; init; }
    public int Gen0 { get; init; }
    public int Gen1 { get; init; }
    public int Gen2 { get; init; }
    public double PauseMilliseconds { get; init; }
    /// <summary>What was allocated while it was listened to, by type; sampled.</summary>
    public IReadOnlyList<TypeShare> Types { get; init; } = [];
}

/// <summary>What a type has in the samples.</summary>
/// <param name="Type">The type's name.</param>
/// <param name="Bytes">Bytes allocated between the samples that met this type.</param>
/// <param name="Samples">How many there were.</param>
/// <param name="ObjectBytes">Their objects' mean size.</param>
/// <param name="Large">Whether any was on the large object heap.</param>
internal sealed record TypeShare(string Type, long Bytes, long Samples, double ObjectBytes, bool Large);

/// <summary>
/// Iris, hosted by this program instead of its own, so that its allocations can be counted. Obeys its standard input: <c>count</c> tells the
/// counters, <c>listen</c> begins sampling and tells them, too.
/// </summary>
internal static partial class GatewayHost
{
    private const int StandardOutput = 1;

    public static async Task<int> RunAsync(string configuration, string port)
    {
        // The access log is written as ever, only not among the answers of this process: what the gateway takes for its standard output is a file.
        await using var answers = new StreamWriter(new FileStream(new SafeFileHandle(dup(StandardOutput), ownsHandle: true), FileAccess.Write)) { AutoFlush = true };
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
