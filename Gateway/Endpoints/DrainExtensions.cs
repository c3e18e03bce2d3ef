using Iris.Gateway.Configuration;
using Iris.Gateway.Model;

namespace Iris.Gateway.Endpoints;

internal static class DrainExtensions
{
    /// <summary>Registers the drain and sets the time that running requests have to end.</summary>
    public static IServiceCollection AddDrain(this IServiceCollection services)
    {
        services.AddSingleton(provider => new Drain(
            Options(provider.GetRequiredService<ProxyConfiguration>()).Delay, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Drain>>()));
        services.AddHostedService(provider => provider.GetRequiredService<Drain>());
        // The host's timeout covers both the delay and the end of running requests.
        services.AddOptions<HostOptions>().Configure<ProxyConfiguration>(
            static (host, configuration) => host.ShutdownTimeout = Options(configuration).Delay + Options(configuration).Timeout);
        return services;
    }

    private static DrainOptions Options(ProxyConfiguration configuration) => configuration.Snapshot.Images.Drain;
}
