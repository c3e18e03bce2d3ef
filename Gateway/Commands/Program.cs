using Iris.Gateway.Commands;
using Iris.Gateway.Hosting;

// Runs before other threads exist and before any buffer is rented.
Scheduling.PreferBatches();
SharedBuffers.KeepMany();
return await GatewayRun.RunAsync(args, Console.Out, Console.Error);

/// <summary>The entry point, named for tests that host it.</summary>
public partial class Program;
