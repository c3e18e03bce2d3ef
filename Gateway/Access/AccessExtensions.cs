using Iris.Gateway.Calls;

namespace Iris.Gateway.Access;

/// <summary>Adds keys, limits and budgets.</summary>
internal static class AccessExtensions
{
    /// <summary>Registers the services, which do nothing without <c>Images.Access</c>.</summary>
    public static void AddAccess(this IServiceCollection services)
    {
        services.AddSingleton<AccessMetrics>();
        services.AddSingleton<AccessGate>();
        services.AddSingleton<IImageStage, AccessStage>();
    }

    /// <summary>Adds the door of routes that are no image routes to YARP's pipeline.</summary>
    public static void UseAccess(this IReverseProxyApplicationBuilder pipeline) => pipeline.UseMiddleware<AccessMiddleware>();
}
