using Iris.Bench.Load.Contestants;
using Iris.Bench.Load.Machine;
using Iris.Bench.Load.Mock;
using Iris.Bench.Load.Reporting;

namespace Iris.Bench.Load.Loads;

/// <summary>
/// A whole run. All contestants are measured one after another under the same load, so that changes of the machine affect all of them alike. A warm
/// contestant idles until its next turn.
/// </summary>
internal sealed class Runner(Options options)
{
    private const int Starts = 5;
    private const int MiB = 1 << 20;

    private readonly IReadOnlyList<Contestant> _contestants = Field.Choose(options);
    private readonly IReadOnlyList<Workload> _loads = Workload.Choose(options.Loads);

    public async Task RunAsync()
    {
        foreach (var contestant in _contestants)
        {
            if (contestant.Publish is { } publish && options.Publish != false)
                await publish(options.Publish == true);
        }
        using var mock = new MockProcess();
        for (var rep = 0; rep < options.Reps; rep++)
        {
            RunSteady(mock, rep);
            RunFresh(mock, rep);
        }
    }

    private void RunSteady(MockProcess mock, int rep)
    {
        var loads = _loads.Where(load => load.Kind == LoadKind.Steady).ToArray();
        if (loads.Length == 0)
            return;
        var gateways = new List<RunningGateway>();
        try
        {
            foreach (var contestant in _contestants)
                Attempt(contestant, "warm-up", rep, () => gateways.Add(StartWarm(contestant, mock)));
            foreach (var load in loads)
            {
                foreach (var gateway in gateways)
                    Record(gateway.Contestant, load.Name, rep, () => new Measurer(gateway, mock, options).Steady(load));
            }
        }
        finally
        {
            gateways.ForEach(gateway => gateway.Dispose());
        }
    }

    private RunningGateway StartWarm(Contestant contestant, MockProcess mock)
    {
        var seconds = contestant.IsJitted ? options.Warmup : Math.Min(options.Warmup, 3);
        Console.Error.WriteLine($"{contestant.Name}: {seconds:0} s of warm-up");
        var gateway = RunningGateway.Start(contestant, mock);
        try
        {
            new Measurer(gateway, mock, options).WarmUp(seconds);
            return gateway;
        }
        catch
        {
            gateway.Dispose();
            throw;
        }
    }

    private void RunFresh(MockProcess mock, int rep)
    {
        foreach (var load in _loads)
        {
            // Without a gateway nothing is started and no memory is measured; a store has only Iris.
            foreach (var contestant in _contestants.Where(one => one.Start is not null && (load.Images is null || one.Style == Style.Translates)))
            {
                switch (load.Kind)
                {
                    case LoadKind.FirstSeconds:
                        Fresh(contestant, load.Name, mock, rep, measurer => measurer.First());
                        break;
                    case LoadKind.InFlight or LoadKind.InFlightByName:
                        Fresh(contestant, load.Name, mock, rep, measurer => measurer.InFlight(load), load.Images);
                        break;
                    case LoadKind.Start:
                        Record(contestant, load.Name, rep, () => MeasureStart(contestant, mock));
                        break;
                    case LoadKind.StalledReaders or LoadKind.StalledUploads:
                        Record(contestant, load.Name, rep, () =>
                        {
                            using var gateway = RunningGateway.Start(contestant, mock);
                            return new StalledClients(gateway, load).Run();
                        });
                        break;
                    case LoadKind.MemoryLaw:
                        RunLaw(contestant, mock, rep);
                        break;
                }
            }
        }
    }

    private void RunLaw(Contestant contestant, MockProcess mock, int rep)
    {
        foreach (var form in new[] { MockForm.OpenAIJson, MockForm.GeminiJson, MockForm.Bytes })
        {
            foreach (var size in options.LawSizes)
            {
                foreach (var calls in options.LawCalls)
                {
                    var load = new Workload { Name = LawName(form, size, calls), Form = form, Size = size * MiB, Connections = calls, Model = "~d1500" };
                    Fresh(contestant, load.Name, mock, rep, measurer => measurer.InFlight(load));
                }
            }
        }
    }

    /// <summary>The name of a memory law's cell in the results.</summary>
    public static string LawName(MockForm form, int size, int calls) => $"law_{form}_{size}m_{calls}";

    private static SortedDictionary<string, double> MeasureStart(Contestant contestant, MockProcess mock)
    {
        var times = new List<double>();
        var idle = new List<double>();
        for (var i = 0; i < Starts; i++)
        {
            using var gateway = RunningGateway.Start(contestant, mock);
            Thread.Sleep(1000);
            times.Add(gateway.StartMilliseconds!.Value);
            idle.Add(ProcessUsage.ResidentMiB(gateway.Ids));
        }
        var values = new SortedDictionary<string, double> { [Measure.StartTime] = Median.Of(times), [Measure.Idle] = Median.Of(idle) };
        if (contestant.DiskMegabytes is { } disk)
            values[Measure.Disk] = disk;
        return values;
    }

    private void Fresh(
        Contestant contestant, string load, MockProcess mock, int rep, Func<Measurer, SortedDictionary<string, double>> measure, string? images = null) =>
        Record(contestant, load, rep, () =>
        {
            using var gateway = RunningGateway.Start(contestant, mock, images);
            return measure(new Measurer(gateway, mock, options));
        });

    private void Attempt(Contestant contestant, string load, int rep, Action action) => Record(contestant, load, rep, () =>
    {
        action();
        return null;
    });

    private void Record(Contestant contestant, string load, int rep, Func<SortedDictionary<string, double>?> measure)
    {
        SortedDictionary<string, double>? values = null;
        string? failed = null;
        try
        {
            values = measure();
            if (values is null)
                return;
        }
        catch (GatewayException e)
        {
            failed = e.Message;
        }
        var measurement = new Measurement
        {
            Contestant = contestant.Name,
            Load = load,
            Rep = rep,
            At = DateTimeOffset.Now,
            Pinned = Cores.Pins,
            Failed = failed,
            Values = values ?? [],
        };
        measurement.Append(options.Out);
        Console.Error.WriteLine($"{measurement.At:HH:mm:ss}  {rep + 1}/{options.Reps}  {load,-13} {contestant.Name,-12} {failed ?? Report.Brief(measurement)}");
    }
}
