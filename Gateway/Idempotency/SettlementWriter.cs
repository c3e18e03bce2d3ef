using Iris.Gateway.State;

namespace Iris.Gateway.Idempotency;

/// <summary>Writes what has become of calls. The state is made with its writers, so that this one finds its own services later.</summary>
internal sealed class SettlementWriter(IServiceProvider services) : IStateWriter
{
    /// <inheritdoc/>
    public Task FlushAsync(StateDatabase database, CancellationToken cancellation) =>
        services.GetRequiredService<CallSettlements>().FlushAsync(cancellation);
}
