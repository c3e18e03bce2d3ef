using Iris.Transforms.Codecs;

namespace Iris.Transforms.Providers.OpenRouter;

/// <summary>Reads what OpenRouter says that a call has cost (docs/providers/openrouter.md, "Answer").</summary>
internal static class OpenRouterCost
{
    /// <summary>
    /// <c>cost</c>, in USD. With the owner's own key at the model's provider that is only OpenRouter's fee; what the provider bills stands in
    /// <c>cost_details.upstream_inference_cost</c>, without which the cost is not known.
    /// </summary>
    public static decimal? Read(ReadOnlySpan<byte> usage)
    {
        var cost = UsageCost.Number(usage, "cost"u8);
        return UsageCost.IsTrue(usage, "is_byok"u8)
            ? cost + UsageCost.Number(UsageCost.Object(usage, "cost_details"u8), "upstream_inference_cost"u8)
            : cost;
    }
}
