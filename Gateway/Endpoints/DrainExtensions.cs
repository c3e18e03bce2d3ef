using Iris.Gateway.Model;

namespace Iris.Gateway.Endpoints;

internal static class DrainExtensions
{
    /// <summary>Registers the drain and gives running requests their time to end.</summary>
    public static IServiceCollection AddDrain(this IServiceCollection services, DrainOptions options)
    {
        services.AddSingleton(provider => new Drain(
            options.Delay, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<Drain>>()));
        services.AddHostedService(provider => provider.GetRequiredService<Drain>());
        // The host's timeout is for both, the delay and the end of running requests.
        return services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Delay + options.Timeout);
    }
}
