using Iris.Gateway.Commands;

return await GatewayRun.MainAsync(args);
