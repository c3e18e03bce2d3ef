using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Yarp.ReverseProxy.Configuration;

namespace Iris.Gateway.Configuration;

internal static class ProxyConfigurationExtensions
{
    /// <summary>Registers the provider of snapshots, for YARP and for the gateway, and the service that reloads the file.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="load">Loads the configuration; called once, on first use.</param>
    public static IServiceCollection AddProxyConfiguration(
        this IServiceCollection services, Func<IServiceProvider, ProxyConfiguration> load)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ProxyConfiguration>(load);
        services.AddSingleton(provider => new ProxyConfigurationProvider(
            provider.GetRequiredService<ProxyConfiguration>().Snapshot, provider.GetRequiredService<ILogger<ProxyConfigurationProvider>>()));
        services.AddSingleton<IProxyConfigProvider>(provider => provider.GetRequiredService<ProxyConfigurationProvider>());
        services.AddSingleton<IConfigChangeListener>(provider => provider.GetRequiredService<ProxyConfigurationProvider>());
        services.AddSingleton<ReloadState>();
        services.AddSingleton<ConfigurationVersions>();
        services.AddSingleton<ProxyConfigurationReloader>();
        services.AddHostedService(static provider => provider.GetRequiredService<ProxyConfigurationReloader>());
        return services.AddImageRouteConstraints();
    }

    /// <summary>Registers the constraint <c>regex</c>, which a slim host leaves out and image routes need.</summary>
    public static IServiceCollection AddImageRouteConstraints(this IServiceCollection services) =>
        services.Configure<RouteOptions>(options => options.SetParameterPolicy<RegexInlineRouteConstraint>("regex"));
}
