namespace Iris.Gateway.Store;

/// <summary>Adds the store of files.</summary>
internal static class StoreExtensions
{
    /// <summary>Registers the services. Which store there is, if any, stands in the file at the start.</summary>
    public static void AddStore(this IServiceCollection services)
    {
        services.AddSingleton<StoreFactory>();
        services.AddSingleton<StoreService>();
        services.AddHostedService(provider => provider.GetRequiredService<StoreService>());
    }
}
