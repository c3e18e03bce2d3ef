using Iris.Gateway.Forwarding;
using Iris.Transforms.Providers;

namespace Iris.Gateway.Resilience;

/// <summary>Puts retry and breaker of the destination around each order; whatever else is sent passes.</summary>
internal sealed class LegResilienceHandler : DelegatingHandler
{
    private readonly ResilienceRegistry _resilience;
    private readonly SendLeg _send;

    public LegResilienceHandler(ResilienceRegistry resilience)
    {
        _resilience = resilience;
        _send = base.SendAsync;
    }

    // Polls and downloads are repeated by the exchange, and a breaker counts orders: what a delivery host does, or how a farewell is heard, says nothing about them.
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request is LegMessage { Kind: LegKind.Submit, Attempt: { Destination: { } destination } attempt } leg
            ? _resilience.For(attempt.Target.Cluster, destination).Pipeline.SendAsync(leg, _send, cancellationToken)
            : base.SendAsync(request, cancellationToken);
}
