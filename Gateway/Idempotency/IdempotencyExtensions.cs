using Iris.Gateway.Calls;
using Iris.Gateway.State;

namespace Iris.Gateway.Idempotency;

/// <summary>Adds calls that can be asked for again.</summary>
internal static class IdempotencyExtensions
{
    /// <summary>Registers the services, which do nothing without <c>Images.Idempotency</c>.</summary>
    public static void AddIdempotency(this IServiceCollection services)
    {
        services.AddSingleton<RepeatMetrics>();
        services.AddSingleton<CallSettlements>();
        services.AddHostedService(provider => provider.GetRequiredService<CallSettlements>());
        services.AddSingleton<IStateWriter, SettlementWriter>();
        services.AddSingleton<ICallRepeats, IdempotentCalls>();
    }
}
