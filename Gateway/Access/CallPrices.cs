using Iris.Gateway.Calls;
using Iris.Gateway.Model;

namespace Iris.Gateway.Access;

/// <summary>What calls cost, in billionths of a US dollar.</summary>
internal static class CallPrices
{
    /// <summary>The most that a call may cost at a target; null where nobody knows.</summary>
    public static long? Worst(ImageCall call, ImageTarget target) => target.Provider.RunsInside ? 0 : null;

    /// <summary>What a call that is over has cost, and what its failed attempts may have cost.</summary>
    public static long Settled(ImageCall call, CallOutcome outcome, CallShare share) => 0;
}
