using Iris.Gateway.Hosting;
using Microsoft.AspNetCore.Connections;

// Before there are other threads, and anything is rented.
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
// What the start has left behind is not carried along: a sidecar is idle most of its life.
GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
await using (app)
    await app.WaitForShutdownAsync();
return 0;

/// <summary>The entry point, named for tests that host it.</summary>
public partial class Program;
