using Iris.Gateway.State;

namespace Iris.Gateway.CallLogs;

/// <summary>Adds the log of calls.</summary>
internal static class CallLogExtensions
{
    /// <summary>Registers the sinks of finished calls: before all other services, so that they are served until everything else has stopped.</summary>
    public static void AddCallSinks(this IServiceCollection services)
    {
        services.AddSingleton<CallSinks>();
        services.AddHostedService(provider => provider.GetRequiredService<CallSinks>());
    }

    /// <summary>Registers the services.</summary>
    public static void AddCallLog(this IServiceCollection services)
    {
        services.AddSingleton<CallLog>();
        services.AddSingleton<IStateWriter>(provider => provider.GetRequiredService<CallLog>());
        services.AddSingleton<CallNotes>();
        services.AddSingleton<CallQueries>();
    }

    /// <summary>Adds the step that notes calls to YARP's pipeline, before those that may refuse them.</summary>
    public static void UseCallLog(this IReverseProxyApplicationBuilder pipeline) => pipeline.UseMiddleware<CallLogMiddleware>();
}
