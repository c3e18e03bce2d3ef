using Iris.Bench.Load;
using Iris.Bench.Load.Allocations;
using Iris.Bench.Load.Client;
using Iris.Bench.Load.Contestants;
using Iris.Bench.Load.Loads;
using Iris.Bench.Load.Machine;
using Iris.Bench.Load.Mock;
using Iris.Bench.Load.Reporting;

const string Usage =
    """
    run            measures, then prints the table
      --only a,b          of direct, yarp, yarp-raw, nginx, iris-jit, iris-native
      --loads a,b         of small, b64_1m, b64_8m, gemini_8m, bytes_8m, sse, sse_gemini, edit_4x8m, edit_4x8m_gemini,
                          first10, inflight_256, start; edit_memory and memory_law only by name
      --reps 3  --seconds 8  --warmup 60 (small answers, for compiled-while-running contestants)  --load-warmup 3
      --gateway NAME --start 'COMMAND {port} {upstream} {config} {dir}' [--style forwards|translates]
      --publish | --no-publish      always | never, instead of when a source is younger
      --unpinned | --gateway-core 1 --load-core 0
      --law-calls 16,64,256,1024 --law-sizes 1,8,64      of memory_law; MiB
      --out results.jsonl           lines are added
    report FILE…   the table again
    allocations    what a call allocates in Iris, by type
      --load small  --calls 30000  --top 40
    mock           the provider alone; prints its port, ends with its standard input
    """;

try
{
    switch (args)
    {
        case ["mock"]:
            return MockServer.Run();
        case ["client"]:
            return LoadGenerator.Run();
        case ["host", var configuration, var port]:
            return await GatewayHost.RunAsync(configuration, port);
        case ["allocations", .. var rest]:
            using (ChildProcess.Guard())
                AllocationReport.Run(Options.Parse(rest));
            return 0;
        case ["run", .. var rest]:
            using (ChildProcess.Guard())
            {
                var options = Options.Parse(rest);
                await new Runner(options).RunAsync();
                Console.WriteLine();
                Console.WriteLine(new Report(Measurement.Read(options.Out)));
            }
            return 0;
        case ["report", .. var files] when files.Length > 0:
            Console.WriteLine(new Report(files.SelectMany(Measurement.Read)));
            return 0;
        default:
            Console.Error.WriteLine(Usage);
            return 2;
    }
}
catch (GatewayException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
catch (UsageException e)
{
    Console.Error.WriteLine($"{e.Message}\n\n{Usage}");
    return 2;
}
