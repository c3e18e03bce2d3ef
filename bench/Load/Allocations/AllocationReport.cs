using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Iris.Bench.Load.Client;
using Iris.Bench.Load.Contestants;
using Iris.Bench.Load.Loads;
using Iris.Bench.Load.Machine;
using Iris.Bench.Load.Mock;
using Iris.Bench.Load.Reporting;

namespace Iris.Bench.Load.Allocations;

/// <summary>Measures the managed memory of a call to Iris: bytes and collections exactly, then shares of types from samples.</summary>
internal static partial class AllocationReport
{
    private const int Connections = 8;

    public static void Run(Options options)
    {
        var load = Workload.All.FirstOrDefault(load => load.Name == options.Load && load.Kind == LoadKind.Steady)
            ?? throw new UsageException($"--load {options.Load}: one of {string.Join(", ", Workload.All.Where(load => load.Kind == LoadKind.Steady).Select(load => load.Name))}");
        using var mock = new MockProcess();
        using var folder = new WorkFolder();
        var port = Ports.Free();
        IrisConfiguration.Write(folder.Path + "/proxy.json", mock.Port);
        var host = StartHost(folder.Path, port);
        try
        {
            mock.Watch(host.Id);
            var plan = load.Plan(Style.Translates, port) with { Connections = Connections, Total = options.Calls };
            WaitForAnswer(plan, host);
            // The same number of calls as warm-up: pools fill, and code that is compiled with a profile allocates less.
            Call(plan);
            Call(plan);
            var before = Ask(host);
            Call(plan);
            var after = Ask(host);
            host.StandardInput.WriteLine("listen");
            host.StandardOutput.ReadLine();
            Call(plan);
            Print(load, options, before, after, Ask(host).Types);
        }
        finally
        {
            ChildProcess.Stop(host, TimeSpan.FromMilliseconds(200));
        }
    }

    private static Process StartHost(string folder, int port)
    {
        // Uses the settings of a gateway, unlike the rest of this program.
        using var environment = new TieredEnvironment();
        return ChildProcess.Self(Cores.Contestant, "host", folder + "/proxy.json", port.ToString(CultureInfo.InvariantCulture));
    }

    private static void WaitForAnswer(LoadPlan plan, Process host)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            using var caller = new Caller(plan with { Patience = 5 }, 0, RequestBytes.Of(plan));
            caller.Call(Clock.Now, long.MaxValue);
            if (caller.Good > 0)
                return;
            if (host.HasExited || clock.Elapsed > TimeSpan.FromSeconds(60))
                throw new GatewayException($"Iris does not answer: {string.Join("; ", caller.Faults.Keys)}");
            Thread.Sleep(20);
        }
    }

    private static void Call(LoadPlan plan)
    {
        if (LoadProcess.Run(plan, TimeSpan.FromMinutes(10)) is not { Bad: 0 })
            throw new GatewayException("an answer failed");
    }

    private static HostCounters Ask(Process host)
    {
        host.StandardInput.WriteLine("count");
        return JsonSerializer.Deserialize<HostCounters>(host.StandardOutput.ReadLine() ?? throw new GatewayException("the host has ended"))!;
    }

    private static void Print(Workload load, Options options, HostCounters before, HostCounters after, IReadOnlyList<TypeShare> types)
    {
        var perCall = (after.Allocated - before.Allocated) / (double)options.Calls;
        var per10K = 10_000.0 / options.Calls;
        Console.WriteLine(
            $"{load.Name}: {perCall:#,0} bytes a call; of 10,000 calls: {(after.Gen0 - before.Gen0) * per10K:0} collections, "
            + $"of these {(after.Gen1 - before.Gen1) * per10K:0.#} of generation 1 and {(after.Gen2 - before.Gen2) * per10K:0.#} of generation 2, "
            + $"{(after.PauseMilliseconds - before.PauseMilliseconds) * per10K:0.0} ms of pause ({options.Calls} calls, {Connections} connections)");
        Console.WriteLine($"by type, from {types.Sum(type => type.Samples)} samples:\n");
        double total = types.Sum(type => type.Bytes);
        var table = new Table("type", "bytes/call", "share", "objects/call", "object bytes", "samples") { Words = 1 };
        foreach (var type in types.OrderByDescending(type => type.Bytes).Take(options.Top))
        {
            var bytes = perCall * type.Bytes / total;
            table.Add(
                Shorten(type.Type) + (type.Large ? " (large heap)" : ""),
                Table.Number(bytes),
                (type.Bytes / total).ToString("0.0%", CultureInfo.InvariantCulture),
                Table.Number(bytes / type.ObjectBytes),
                Table.Number(type.ObjectBytes),
                type.Samples.ToString(CultureInfo.InvariantCulture));
        }
        Console.WriteLine(table);
    }

    // For an async method's state the method's name is shown. Assemblies and versions inside generic names are removed, because they hide the
    // names.
    private static string Shorten(string type)
    {
        if (type.Contains("AsyncStateMachineBox", StringComparison.Ordinal) && StateMachine().Match(type) is { Success: true } match)
            return $"async {match.Groups["type"].Value}.{match.Groups["method"].Value}";
        var text = Assembly().Replace(type, "");
        return text.Length <= 100 ? text : "…" + text[^99..];
    }

    [GeneratedRegex(@"(?<type>[\w.`]+(?:\+[^\[\],+]*)*?)\+<+(?<method>\w+)>")]
    private static partial Regex StateMachine();

    [GeneratedRegex(@", [\w.\-]+, Version=[^\]]*")]
    private static partial Regex Assembly();

    private sealed class TieredEnvironment : IDisposable
    {
        private const string Name = "DOTNET_TieredCompilation";
        private readonly string? _before = Environment.GetEnvironmentVariable(Name);

        public TieredEnvironment() => Environment.SetEnvironmentVariable(Name, "1");

        public void Dispose() => Environment.SetEnvironmentVariable(Name, _before);
    }
}
