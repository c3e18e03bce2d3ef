using Iris.Gateway.Calls;
using Iris.Gateway.State;

namespace Iris.Gateway.Access;

/// <summary>Adds keys, limits and budgets.</summary>
internal static class AccessExtensions
{
    /// <summary>Registers the services; nothing of them is made until a call meets <c>Images.Access</c>.</summary>
    public static void AddAccess(this IServiceCollection services)
    {
        services.AddSingleton<StateService>();
        services.AddHostedService(provider => provider.GetRequiredService<StateService>());
        services.AddSingleton(provider => provider.GetRequiredService<StateService>().Ledger);
        services.AddSingleton<AccessMetrics>();
        services.AddSingleton<AccessGate>();
        services.AddSingleton<IImageStage, AccessStage>();
    }

    /// <summary>Adds the door of routes that are no image routes to YARP's pipeline.</summary>
    public static void UseAccess(this IReverseProxyApplicationBuilder pipeline) => pipeline.UseMiddleware<AccessMiddleware>();
}
