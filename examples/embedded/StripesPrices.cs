using Iris.Gateway.Hosting;

namespace Embedded;

/// <summary>What the application's own provider costs; a list that never changes is read once.</summary>
internal sealed class StripesPrices : ImagePrices
{
    public override TimeSpan Interval => Timeout.InfiniteTimeSpan;

    public override ValueTask<IReadOnlyDictionary<string, ImagePrice>> ReadAsync(CancellationToken cancellationToken) =>
        new(new Dictionary<string, ImagePrice> { ["stripes/*"] = new() { Picture = 0.01m } });
}
