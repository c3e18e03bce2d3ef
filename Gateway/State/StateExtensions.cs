namespace Iris.Gateway.State;

/// <summary>Adds the state: usage, and the database that keeps it.</summary>
internal static class StateExtensions
{
    /// <summary>Registers the services. Which store there is stands in the file at the start.</summary>
    public static void AddState(this IServiceCollection services)
    {
        services.AddSingleton<StateService>();
        services.AddHostedService(provider => provider.GetRequiredService<StateService>());
        services.AddSingleton(provider => provider.GetRequiredService<StateService>().Ledger);
        services.AddHostedService<StateMetrics>();
    }
}
