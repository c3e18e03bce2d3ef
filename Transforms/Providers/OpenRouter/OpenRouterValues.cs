using System.Globalization;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Shapes;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Providers.OpenRouter;

/// <summary>Values that both routes accept in the same form. <c>auto</c> equals an absent member and is left out.</summary>
internal static class OpenRouterValues
{
    /// <summary>
    /// Converts OpenAI's older values to OpenRouter's (docs/providers/openrouter.md, "Request"); the model decides about any other value.
    /// </summary>
    public static string? Quality(ProviderCall call)
    {
        var quality = Said(call.Sent(ImageParameters.Quality, call.Request.Quality))?.ToLowerInvariant();
        switch (quality)
        {
            case "hd":
                call.Report.Convert("quality", quality, "high", "hd is the older word for it");
                return "high";
            case "standard":
                call.Report.Drop("quality", quality, "the model's own choice stands for it");
                return null;
            default:
                return quality;
        }
    }

    public static string? Background(ProviderCall call) => Said(call.Sent(ImageParameters.Background, call.Request.Background));

    public static string? Format(ProviderCall call) => Said(call.AnyFormat());

    /// <summary>The resolution tier to send, one of <paramref name="tiers"/>; null when the model chooses.</summary>
    public static string? Tier(ProviderCall call, IReadOnlyList<string> tiers)
    {
        if (Said(call.Sent(ImageParameters.Resolution, call.Request.Resolution))?.Trim() is not { } asked)
            return null;
        if (!int.TryParse(asked.AsSpan().TrimEnd("kK"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 16384)
        {
            call.Report.Drop("resolution", asked, "it is no tier such as 1K, 2K or 4K");
            return null;
        }
        if (tiers.Count == 0)
        {
            call.Report.Drop("resolution", asked, "the model has one resolution only");
            return null;
        }
        var tier = ResolutionTier.Nearest(asked, tiers);
        if (!tier.Equals(asked, StringComparison.OrdinalIgnoreCase))
            call.Report.Convert("resolution", asked, tier, $"the model has {string.Join(", ", tiers)}");
        return tier;
    }

    /// <summary>A value that has a meaning; null for no value, for white space and for <c>auto</c>.</summary>
    public static string? Said(string? value) =>
        string.IsNullOrWhiteSpace(value) || value.AsSpan().Trim().Equals("auto", StringComparison.OrdinalIgnoreCase) ? null : value;
}
