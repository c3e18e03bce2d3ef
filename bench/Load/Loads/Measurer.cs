using Iris.Bench.Load.Client;
using Iris.Bench.Load.Contestants;
using Iris.Bench.Load.Machine;
using Iris.Bench.Load.Mock;
using Iris.Bench.Load.Reporting;

namespace Iris.Bench.Load.Loads;

/// <summary>Applies one load to one running contestant and takes its numbers.</summary>
internal sealed class Measurer(RunningGateway gateway, MockProcess mock, Options options)
{
    private const double CalmRate = 100;
    private const int EventGap = 20;
    private const int EventConnections = 8;

    private Style Style => gateway.Contestant.Style;

    /// <summary>Warms up with small answers, so that code that is compiled at run time reaches its final form.</summary>
    public void WarmUp(double seconds)
    {
        if (seconds > 0)
            Run(Workload.Small.Plan(Style, gateway.Port) with { Seconds = seconds });
    }

    /// <summary>Measures a load on a warm gateway.</summary>
    public SortedDictionary<string, double> Steady(Workload load)
    {
        var plan = load.Plan(Style, gateway.Port);
        if (options.LoadWarmup > 0)
            Run(plan with { Connections = Math.Min(plan.Connections, 8), Seconds = options.LoadWarmup });
        var values = Take(plan with { Seconds = options.Seconds });
        if (load.Form is MockForm.OpenAIEvents or MockForm.GeminiEvents)
            AddEvents(load, values);
        if (load == Workload.Small)
        {
            var calm = Run(plan with { Seconds = options.Seconds, Rate = CalmRate });
            Put(values, Measure.CalmP50, calm.P50);
            Put(values, Measure.CalmP99, calm.P99);
        }
        return values;
    }

    /// <summary>Measures the first seconds after the start.</summary>
    public SortedDictionary<string, double> First() => Take(Workload.Small.Plan(Style, gateway.Port) with { Seconds = 10 });

    /// <summary>Measures all pictures at once.</summary>
    /// <param name="load">The load; its mock waits until every call has arrived.</param>
    public SortedDictionary<string, double> InFlight(Workload load)
    {
        var plan = load.Plan(Style, gateway.Port);
        Run((load with { Model = "" }).Plan(Style, gateway.Port) with { Connections = 1, Total = 8 });
        Thread.Sleep(1000);
        var idle = ProcessUsage.ResidentMiB(gateway.Ids);
        var values = Take(plan with { Total = load.Connections, SlowReaders = load.SlowReaders, Patience = 300 });
        values[Measure.Idle] = idle;
        values[Measure.Calls] = load.Connections;
        values[Measure.PerCall] = (values[Measure.Peak] - idle) * 1024 / load.Connections;
        return values;
    }

    private void AddEvents(Workload load, SortedDictionary<string, double> values)
    {
        var spaced = (load with { Model = $"~g{EventGap}" }).Plan(Style, gateway.Port);
        var result = Run(spaced with { Connections = EventConnections, Seconds = options.Seconds });
        if (result.EventsSeen != result.Good * MockAnswers.Events)
            throw new GatewayException($"{result.EventsSeen} of {result.Good * MockAnswers.Events} events carry the mock's stamp");
        Put(values, Measure.EventP50, result.EventP50);
        Put(values, Measure.EventP99, result.EventP99);
    }

    private SortedDictionary<string, double> Take(LoadPlan plan)
    {
        var ids = gateway.Ids;
        ProcessUsage.ForgetPeak(ids);
        var clock = Clock.Now;
        var machine = ProcessUsage.Machine();
        var cpu = ProcessUsage.CpuSeconds(ids);
        var mockCpu = ProcessUsage.CpuSeconds([mock.Id]);
        var result = Run(plan);
        var used = ProcessUsage.CpuSeconds(ids) - cpu;
        var after = ProcessUsage.Machine();
        var wall = (Clock.Now - clock) / 1e9;
        mockCpu = ProcessUsage.CpuSeconds([mock.Id]) - mockCpu;
        var isDirect = gateway.Contestant.Start is null;
        var values = new SortedDictionary<string, double>
        {
            [Measure.Cpu] = used / result.Good * 1e6,
            [Measure.PerSecond] = result.PerSecond,
            [Measure.Megabytes] = result.MegabytesPerSecond,
            [Measure.Peak] = ProcessUsage.PeakMiB(ids),
            [Measure.GatewayCores] = used / wall,
            [Measure.OwnCores] = (mockCpu + result.OwnCpu) / wall,
            [Measure.Foreign] = Math.Max(0, (after.Busy - machine.Busy - mockCpu - result.OwnCpu - (isDirect ? 0 : used)) / wall),
            [Measure.Stolen] = (after.Stolen - machine.Stolen) / wall,
        };
        Put(values, Measure.P50, result.P50);
        Put(values, Measure.P99, result.P99);
        return values;
    }

    private static void Put(SortedDictionary<string, double> values, string name, double? value)
    {
        if (value is { } number)
            values[name] = number;
    }

    // One incorrect response makes the whole measurement invalid.
    private LoadResult Run(LoadPlan plan)
    {
        var deadline = TimeSpan.FromSeconds(plan.Total > 0 ? 900 : plan.Seconds + (2 * plan.Patience) + 30);
        var result = LoadProcess.Run(plan, deadline);
        if (gateway.Death is { } death)
            throw new GatewayException(death);
        if (result is null)
            throw new GatewayException("the load did not end in time");
        if (result.Bad > 0 || result.Good == 0)
        {
            var faults = string.Join("; ", result.Faults.Select(fault => $"{fault.Value} × {fault.Key}"));
            throw new GatewayException($"{result.Bad} of {result.Good + result.Bad} answers failed: {faults}");
        }
        return result;
    }
}
