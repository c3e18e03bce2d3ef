using Iris.Gateway;

var (app, failure) = await GatewayApplication.CreateAsync(args);
if (app is null)
{
    await Console.Error.WriteLineAsync(failure);
    return 1;
}
await app.RunAsync();
return 0;

/// <summary>The entry point, named for tests that host it.</summary>
public partial class Program;
