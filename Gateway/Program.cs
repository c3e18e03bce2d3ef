using Iris.Gateway;
using Microsoft.AspNetCore.Connections;

var (app, failure) = await GatewayApplication.CreateAsync(args);
if (app is null)
{
    await Console.Error.WriteLineAsync(failure);
    return 1;
}
try
{
    await app.RunAsync();
}
catch (IOException e) when (e.InnerException is AddressInUseException)
{
    await Console.Error.WriteLineAsync($"{e.Message} Stop what listens there, or choose another address with --urls.");
    return 1;
}
return 0;

/// <summary>The entry point, named for tests that host it.</summary>
public partial class Program;
