using Iris.Transforms.Codecs;

namespace Iris.Gateway.Legs;

/// <summary>Puts retry and breaker of the destination around each order; whatever else is sent passes.</summary>
internal sealed class LegResilienceHandler : DelegatingHandler
{
    private readonly SendLeg _send;

    public LegResilienceHandler() => _send = base.SendAsync;

    // Polls and downloads are repeated by the exchange, and a breaker counts orders: what a delivery host does, or how a farewell is heard, says nothing about them.
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request is LegMessage { Kind: LegKind.Submit } leg
            ? leg.Pipeline.SendAsync(leg, _send, cancellationToken)
            : base.SendAsync(request, cancellationToken);
}
