using Iris.Gateway.Hosting;
using Microsoft.AspNetCore.Connections;

// Runs before other threads exist and before any buffer is rented.
Scheduling.PreferBatches();
SharedBuffers.KeepMany();
var (app, failure) = await GatewayApplication.CreateAsync(args);
if (app is null)
{
    await Console.Error.WriteLineAsync(failure);
    return 1;
}
try
{
    await app.StartAsync();
}
catch (IOException e) when (e.InnerException is AddressInUseException)
{
    await app.DisposeAsync();
    await Console.Error.WriteLineAsync($"{e.Message} Stop what listens there, or choose another address with --urls.");
    return 1;
}
// Releases the memory of the start: a sidecar is idle most of the time.
GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
await using (app)
    await app.WaitForShutdownAsync();
return 0;

/// <summary>The entry point, named for tests that host it.</summary>
public partial class Program;
