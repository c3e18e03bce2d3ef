using System.Text.Json;
using Iris.Bench.Load.Machine;

namespace Iris.Bench.Load.Client;

/// <summary>Runs the load generator from the harness.</summary>
internal static class LoadProcess
{
    /// <summary>Runs a plan; null when it did not end in time.</summary>
    public static LoadResult? Run(LoadPlan plan, TimeSpan deadline)
    {
        var process = ChildProcess.Self(Cores.Others, "client");
        try
        {
            process.StandardInput.WriteLine(JsonSerializer.Serialize(plan));
            process.StandardInput.Flush();
            var line = process.StandardOutput.ReadLineAsync();
            return line.Wait(deadline) && line.Result is { } json ? JsonSerializer.Deserialize<LoadResult>(json) : null;
        }
        finally
        {
            ChildProcess.Stop(process, TimeSpan.FromMilliseconds(100));
        }
    }
}
