using Iris.Transforms.Codecs;

namespace Iris.Gateway.Legs;

/// <summary>Applies the destination's retry and breaker to each order; any other leg passes.</summary>
internal sealed class LegResilienceHandler : DelegatingHandler
{
    private readonly SendLeg _send;

    public LegResilienceHandler() => _send = base.SendAsync;

    // The exchange repeats polls and downloads, and the breaker counts only orders: a delivery host or the response to a cancellation tells nothing
    // about them.
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request is LegMessage { Kind: LegKind.Submit } leg
            ? leg.Pipeline.SendAsync(leg, _send, cancellationToken)
            : base.SendAsync(request, cancellationToken);
}
