using Iris.Gateway.Calls;

namespace Iris.Gateway.Jobs;

/// <summary>Adds jobs.</summary>
internal static class JobsExtensions
{
    /// <summary>Registers the services, which do nothing until <see cref="UseJobs"/>.</summary>
    public static void AddJobs(this IServiceCollection services)
    {
        services.AddSingleton<JobStore>();
        services.AddSingleton<IPlacedCalls, PlacedJobs>();
        services.AddSingleton<JobWatch>();
        services.AddSingleton<JobRunner>();
        services.AddSingleton<JobEnds>();
        services.AddSingleton<JobMetrics>();
        services.AddSingleton<JobWebhooks>();
        services.AddSingleton<JobWorkers>();
        services.AddHostedService(provider => provider.GetRequiredService<JobWorkers>());
        services.AddSingleton<JobOrders>();
        services.AddSingleton<JobEvents>();
        services.AddSingleton<JobApi>();
    }

    /// <summary>Adds the paths of jobs; before routing.</summary>
    public static void UseJobs(this IApplicationBuilder app) => app.UseMiddleware<JobsMiddleware>();
}
