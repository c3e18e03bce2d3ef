using Iris.Gateway.Dispatch;
using Iris.Gateway.Resilience;

namespace Iris.Gateway.Forwarding;

/// <summary>
/// Stands at the top of an image cluster's handlers and turns YARP's forwarded request into an <see cref="Exchange"/>. The
/// payload is rewritten here, below the forwarder, because it must be replayable, signed and, for some providers, polled.
/// </summary>
internal sealed class ExchangeHandler(ResilienceRegistry resilience, TimeProvider time, Random random) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.Options.TryGetValue(ImageAttempt.Key, out var attempt))
            return base.SendAsync(request, cancellationToken);
        var destination = attempt.Destination ?? throw new InvalidOperationException("an attempt without a destination");
        var exchange = new Exchange(attempt, destination, time, random);
        return exchange.RunAsync(base.SendAsync, resilience.For(attempt.Target.Cluster, destination).Places, request);
    }
}
