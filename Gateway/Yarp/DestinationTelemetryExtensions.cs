using Yarp.ReverseProxy.Health;

namespace Iris.Gateway.Yarp;

internal static class DestinationTelemetryExtensions
{
    /// <summary>Registers the gauges of destinations, and the watch over their health before YARP's own choice of available destinations.</summary>
    public static IServiceCollection AddDestinationTelemetry(this IServiceCollection services)
    {
        services.AddHostedService<DestinationMetrics>();
        var own = services.LastOrDefault(service => service is { IsKeyedService: false, ImplementationType: not null }
            && service.ServiceType == typeof(IClusterDestinationsUpdater));
        if (own?.ImplementationType is not { } type)
            return services;
        services.Remove(own);
        services.AddKeyedSingleton(typeof(IClusterDestinationsUpdater), DestinationHealthWatch.Inner, type);
        return services.AddSingleton<IClusterDestinationsUpdater, DestinationHealthWatch>();
    }
}
