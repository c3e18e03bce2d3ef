using Iris.Gateway.Model;

namespace Iris.Gateway.Admin;

/// <summary>Where the management API is served.</summary>
internal static class AdminEndpoints
{
    /// <summary>Registers the services.</summary>
    public static void AddAdmin(this IServiceCollection services)
    {
        services.AddSingleton<KeyApi>();
        services.AddSingleton<BudgetApi>();
        services.AddSingleton<LogApi>();
        services.AddSingleton<ConfigurationApi>();
        services.AddSingleton<VersionApi>();
        services.AddSingleton<AdminApi>();
    }

    /// <summary>
    /// Maps the self-service of keys, and, where <c>Images.Endpoints.Admin</c> is set without a port of its own, the management API: only its own
    /// paths, so that an application below keeps every other.
    /// </summary>
    public static void MapAdmin(this IEndpointRouteBuilder endpoints, ImagesOptions images)
    {
        var prefix = images.EndpointsPrefix;
        endpoints.MapGet(
            $"{prefix}/api/governance/virtual-keys/quota", static context => context.RequestServices.GetRequiredService<AdminApi>().HandleQuotaAsync(context));
        if (images.Admin is not { Port: null })
            return;
        foreach (var pattern in AdminApi.Patterns)
            endpoints.Map(prefix + pattern, static context => context.RequestServices.GetRequiredService<AdminApi>().HandleAsync(context));
    }

    /// <summary>
    /// Serves the management API and nothing else on its port. The local port decides and not the Host header, which the client sets.
    /// </summary>
    public static void UseAdminPort(this IApplicationBuilder app, int port) => app.MapWhen(
        context => context.Connection.LocalPort == port,
        branch => branch.Run(static context => context.RequestServices.GetRequiredService<AdminApi>().HandleAsync(context)));
}
