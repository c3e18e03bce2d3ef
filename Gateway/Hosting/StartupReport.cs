using Iris.Gateway.Checks;
using Iris.Gateway.Configuration;
using Iris.Transforms;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Iris.Gateway.Hosting;

/// <summary>Writes the start-up report once, when the gateway listens.</summary>
internal sealed partial class StartupReport(
    IServer server, ProxyConfigurationProvider configuration, ProviderCatalog catalog, ILogger<StartupReport> logger) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (logger.IsEnabled(LogLevel.Information))
        {
            var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
            Log.Started(logger, StartupText.Of(configuration.Current, [.. addresses], catalog));
        }
        if (OpenDoor.Describe(configuration.Current, server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []) is { } warning)
            Log.OpenToAll(logger, warning);
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Report}", EventName = "Started")]
        public static partial void Started(ILogger logger, string report);

        [LoggerMessage(2, LogLevel.Warning, "{Warning}", EventName = "OpenToAll")]
        public static partial void OpenToAll(ILogger logger, string warning);
    }
}
