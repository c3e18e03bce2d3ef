using Iris.Gateway.Dispatch;
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

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request.Options.TryGetValue(ImageAttempt.Key, out var attempt) && attempt.Destination is { } destination
        && !request.Options.TryGetValue(Farewells.Key, out _)
        // Polls and downloads are repeated by the exchange, and a breaker counts orders: what a delivery host does says nothing about them.
        && (!request.Options.TryGetValue(LegRepeat.Kind, out var kind) || kind == LegKind.Submit)
            ? _resilience.For(attempt.Target.Cluster, destination).Legs.SendAsync(attempt, request, _send, cancellationToken)
            : base.SendAsync(request, cancellationToken);
}
