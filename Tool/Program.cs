using Iris.Gateway.Commands;

return await GatewayRun.RunAsync(args, Console.Out, Console.Error);
