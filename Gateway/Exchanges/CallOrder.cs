using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Exchanges;

/// <summary>What one call of an exchange orders.</summary>
/// <param name="Index">Which of the exchange's calls it is.</param>
/// <param name="Leg">The first leg.</param>
/// <param name="Seed">Of several calls the seed of this one; null when there is one call.</param>
/// <param name="Receipt">What the receipt said where an earlier process has placed the order: nothing is ordered then.</param>
internal readonly record struct CallOrder(int Index, ProviderLeg Leg, CallSeed? Seed, byte[]? Receipt)
{
    /// <summary>The first leg, answered by the receipt that an earlier process has got: it is read in its turn, as an answer without bytes.</summary>
    public ProviderLeg Resumed(byte[] receipt)
    {
        var leg = Leg;
        return leg with
        {
            CreateReader = (_, sink) =>
            {
                var reader = leg.CreateReader("application/json", sink);
                reader.Resume(receipt);
                return reader;
            },
        };
    }
}
