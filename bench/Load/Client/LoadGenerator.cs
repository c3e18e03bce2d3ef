using System.Diagnostics;
using System.Text.Json;

namespace Iris.Bench.Load.Client;

/// <summary>
/// The client side, in its own process: one thread per connection, with blocking calls. In a closed loop each thread sends the next request when
/// its response has ended. At a constant rate the threads take turns at the instants when requests are due, and latency counts from that instant,
/// so that every delay counts, the server's and that of a client that had to wait for it.
/// </summary>
internal static class LoadGenerator
{
    private const int ThreadStack = 192 * 1024;

    /// <summary>Reads a plan from standard input and writes the result to standard output.</summary>
    public static int Run()
    {
        var plan = JsonSerializer.Deserialize<LoadPlan>(Console.ReadLine() ?? "null") ?? throw new InvalidDataException("no plan");
        // Ends when the harness, which holds the other end of standard input, has ended.
        new Thread(() =>
        {
            while (Console.ReadLine() is not null)
            {
            }
            Environment.Exit(1);
        }) { IsBackground = true }.Start();
        Console.WriteLine(JsonSerializer.Serialize(Run(plan)));
        return 0;
    }

    private static LoadResult Run(LoadPlan plan)
    {
        var request = RequestBytes.Of(plan);
        var callers = Enumerable.Range(0, plan.Connections).Select(i => new Caller(plan, i, request)).ToArray();
        using var ready = new CountdownEvent(plan.Connections);
        using var go = new ManualResetEventSlim();
        var pace = new Pace(plan);
        var threads = Array.ConvertAll(callers, caller => new Thread(() => Work(caller, pace, ready, go), ThreadStack));
        foreach (var thread in threads)
            thread.Start();
        ready.Wait();
        pace.Start();
        go.Set();
        foreach (var thread in threads)
            thread.Join();
        return Sum(callers, pace);
    }

    private static void Work(Caller caller, Pace pace, CountdownEvent ready, ManualResetEventSlim go)
    {
        Clock.Sharpen();
        caller.Connect();
        ready.Signal();
        go.Wait();
        while (pace.Next() is { } due)
            caller.Call(due, pace.End);
        caller.Dispose();
    }

    private static LoadResult Sum(Caller[] callers, Pace pace)
    {
        var latencies = new Histogram();
        var firstBytes = new Histogram();
        var events = new Histogram();
        var faults = new Dictionary<string, long>();
        foreach (var caller in callers)
        {
            latencies.Add(caller.Latencies);
            firstBytes.Add(caller.FirstBytes);
            events.Add(caller.EventDelays);
            foreach (var (fault, count) in caller.Faults)
                faults[fault] = faults.GetValueOrDefault(fault) + count;
        }
        var wall = (callers.Max(caller => caller.LastEnd) - pace.Begin) / 1e9;
        var measured = pace.Seconds ?? wall;
        return new LoadResult
        {
            Good = callers.Sum(caller => caller.Good),
            Bad = faults.Values.Sum(),
            Faults = faults.OrderByDescending(fault => fault.Value).Take(5).ToDictionary(),
            PerSecond = callers.Sum(caller => caller.GoodInTime) / measured,
            MegabytesPerSecond = callers.Sum(caller => caller.BytesInTime) / measured / 1e6,
            Wall = wall,
            P50 = latencies.Milliseconds(0.5),
            P99 = latencies.Milliseconds(0.99),
            Max = latencies.Milliseconds(1),
            FirstByteP50 = firstBytes.Milliseconds(0.5),
            EventP50 = events.Milliseconds(0.5),
            EventP99 = events.Milliseconds(0.99),
            EventsSeen = events.Count,
            OwnCpu = Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds,
        };
    }

    /// <summary>Tells when the next request is due, until there is none.</summary>
    private sealed class Pace(LoadPlan plan)
    {
        private long _taken;

        public long Begin { get; private set; }
        public long End { get; private set; }
        public double? Seconds => plan.Total > 0 ? null : plan.Seconds;

        public void Start()
        {
            Begin = Clock.Now;
            End = plan.Total > 0 ? long.MaxValue : Begin + (long)(plan.Seconds * 1e9);
        }

        public long? Next()
        {
            var number = Interlocked.Increment(ref _taken) - 1;
            if (plan.Total > 0 && number >= plan.Total)
                return null;
            if (plan.Rate <= 0)
                return Clock.Now is var now && now < End ? now : null;
            var due = Begin + (long)(number * 1e9 / plan.Rate);
            if (due >= End)
                return null;
            Clock.SleepUntil(due);
            return due;
        }
    }
}
