using Iris.Gateway.Commands;

return await GatewayRun.MainAsync(args);

/// <summary>The entry point, named for tests that host it.</summary>
public partial class Program;
