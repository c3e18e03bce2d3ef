using Iris.Transforms.Families.OpenAI;
using Iris.Transforms.Prices;

namespace Iris.Transforms.Providers.HuggingFace;

/// <summary>
/// What models behind the router cost: the inference providers' own lists, which HuggingFace bills without a mark-up (docs/costs.md). Answers tell
/// nothing, so that pictures are counted. Correct a row here and nothing else has to change.
/// </summary>
internal static class HuggingFacePrices
{
    private const string NotListed = "its price is on no list";
    private const string Ended = "the model has ended";
    private const string Time = "it is billed by computing time";

    /// <summary>The table.</summary>
    public static PriceTable Table { get; } = new([.. Fal, .. Together, .. Replicate, PriceRow.Unknown("hf-inference/*", Time), PriceRow.Unknown("nebius/*", Ended)]);

    private static IEnumerable<PriceRow> Fal =>
    [
        ByArea("fal-ai/fal-ai/flux/schnell*", 0.003m),
        ByArea("fal-ai/fal-ai/flux/dev", 0.025m),
        PriceRow.Unknown("fal-ai/fal-ai/flux/dev/image-to-image*", NotListed),
        ByArea("fal-ai/fal-ai/flux-pro/v1.1*", 0.04m),
        PriceRow.Flat("fal-ai/fal-ai/flux-pro/v1.1-ultra*", 0.06m),
        PriceRow.Unknown("fal-ai/fal-ai/flux-pro/v1/fill*", NotListed),
        PriceRow.Flat("fal-ai/fal-ai/flux-pro/kontext*", 0.04m),
        PriceRow.Flat("fal-ai/fal-ai/flux-pro/kontext/max*", 0.08m),
        PriceRow.Unknown("fal-ai/fal-ai/flux-kontext*", NotListed),
        ByArea("fal-ai/fal-ai/flux-2", 0.012m),
        new() { Models = "fal-ai/fal-ai/flux-2-pro*", Megapixels = new(0.03m, 0.015m), InputMegapixel = 0.015m },
        PriceRow.Unknown("fal-ai/fal-ai/flux-2*", NotListed),
        PriceRow.Flat("fal-ai/fal-ai/nano-banana*", 0.0398m),
        PriceRow.Flat("fal-ai/fal-ai/nano-banana-2*", 0.08m),
        PriceRow.Flat("fal-ai/fal-ai/nano-banana-2-lite*", 0.042m),
        PriceRow.ByKind("fal-ai/fal-ai/nano-banana-pro*", "1K 0.15, 2K 0.15, 4K 0.30"),
        PriceRow.Flat("fal-ai/fal-ai/bytedance/seedream/v4.5*", 0.04m),
        PriceRow.Flat("fal-ai/fal-ai/bytedance/seedream/v5/lite*", 0.035m),
        PriceRow.Flat("fal-ai/fal-ai/ideogram/v3*", 0.06m),
        PriceRow.Unknown("fal-ai/fal-ai/ideogram/v2*", NotListed),
        PriceRow.Flat("fal-ai/fal-ai/recraft/v3/text-to-image*", 0.04m),
        .. GptImagePrices.Of("fal-ai/openai/"),
        PriceRow.Unknown("fal-ai/fal-ai/gpt-image*", NotListed),
        PriceRow.Unknown("fal-ai/fal-ai/hidream-i1-full*", NotListed),
        PriceRow.Unknown("fal-ai/fal-ai/qwen-image-edit*", NotListed),
        PriceRow.Unknown("fal-ai/fal-ai/imagen4*", Ended),
    ];

    // Prices by area hold for a model's usual number of steps.
    private static IEnumerable<PriceRow> Together =>
    [
        ByArea("together/black-forest-labs/FLUX.1-schnell*", 0.0027m),
        ByArea("together/black-forest-labs/FLUX.1.1-pro*", 0.04m),
        ByArea("together/black-forest-labs/FLUX.1-kontext-pro*", 0.04m),
        ByArea("together/black-forest-labs/FLUX.1-kontext-max*", 0.08m),
        PriceRow.Unknown("together/black-forest-labs/FLUX.1-kontext*", NotListed),
        PriceRow.Unknown("together/black-forest-labs/FLUX.1-krea-dev*", Ended),
        ByArea("together/black-forest-labs/FLUX.2-dev*", 0.0154m),
        ByArea("together/black-forest-labs/FLUX.2-flex*", 0.03m),
        PriceRow.Flat("together/black-forest-labs/FLUX.2-pro*", 0.03m),
        PriceRow.Flat("together/black-forest-labs/FLUX.2-max*", 0.07m),
        PriceRow.Unknown("together/black-forest-labs/FLUX.2*", NotListed),
        PriceRow.Flat("together/openai/gpt-image-1.5*", 0.034m),
        PriceRow.Flat("together/openai/gpt-image-2*", 0.053m),
        PriceRow.Flat("together/google/flash-image-3.1*", 0.05m),
        PriceRow.Flat("together/google/gemini-3-pro-image*", 0.134m),
        PriceRow.Unknown("together/google/imagen-*", Ended),
        PriceRow.Flat("together/Wan-AI/Wan2.6-image*", 0.03m),
        PriceRow.Flat("together/ByteDance-Seed/Seedream-3.0*", 0.018m),
        PriceRow.Flat("together/ByteDance-Seed/Seedream-4.0*", 0.03m),
        ByArea("together/Qwen/Qwen-Image", 0.0058m),
        PriceRow.Flat("together/Qwen/Qwen-Image-2.0", 0.04m),
        PriceRow.Flat("together/Qwen/Qwen-Image-2.0-Pro", 0.08m),
        PriceRow.Flat("together/ideogram/ideogram-3.0*", 0.06m),
        PriceRow.Flat("together/ideogram/ideogram-4.0*", 0.06m),
        ByArea("together/HiDream-ai/HiDream-I1-Full*", 0.009m),
        ByArea("together/HiDream-ai/HiDream-I1-Dev*", 0.0045m),
        ByArea("together/HiDream-ai/HiDream-I1-Fast*", 0.0032m),
    ];

    private static IEnumerable<PriceRow> Replicate =>
    [
        PriceRow.Flat("replicate/black-forest-labs/flux-schnell*", 0.003m),
        PriceRow.Flat("replicate/black-forest-labs/flux-dev*", 0.025m),
        PriceRow.Flat("replicate/black-forest-labs/flux-1.1-pro*", 0.04m),
        PriceRow.Flat("replicate/black-forest-labs/flux-1.1-pro-ultra*", 0.06m),
        PriceRow.Flat("replicate/black-forest-labs/flux-kontext-pro*", 0.04m),
        PriceRow.Flat("replicate/black-forest-labs/flux-kontext-max*", 0.08m),
        // The list has the price at one megapixel; the further ones are as at the maker's.
        new() { Models = "replicate/black-forest-labs/flux-2-pro*", Megapixels = new(0.031m, 0.015m), InputMegapixel = 0.015m },
        new() { Models = "replicate/black-forest-labs/flux-2-max*", Call = 0.04m, Megapixels = new(0.03m, 0.03m), InputMegapixel = 0.03m },
        PriceRow.Unknown("replicate/black-forest-labs/flux-2*", NotListed),
        PriceRow.Unknown("replicate/black-forest-labs/flux-fill*", NotListed),
        PriceRow.ByKind("replicate/openai/gpt-image-1.5*", "low 0.013, medium 0.05, high 0.136"),
        PriceRow.ByKind("replicate/openai/gpt-image-2", "low 0.012, medium 0.047, high 0.128"),
        // The model bills "auto" as xhigh.
        PriceRow.ByKind("replicate/openai/gpt-image-2.5*", "low 0.012, medium 0.047, high 0.128, xhigh 0.25, max 0.50"),
        PriceRow.Unknown("replicate/openai/*", NotListed),
        PriceRow.Flat("replicate/google/nano-banana-2-lite*", 0.034m),
        PriceRow.Unknown("replicate/google/imagen-*", Ended),
        PriceRow.Flat("replicate/bytedance/seedream-4", 0.03m),
        PriceRow.Flat("replicate/bytedance/seedream-4.5", 0.04m),
        PriceRow.Flat("replicate/bytedance/seedream-5-lite", 0.035m),
        PriceRow.Flat("replicate/bytedance/seedream-5-pro", 0.09m),
        PriceRow.Flat("replicate/recraft-ai/recraft-v3", 0.04m),
        PriceRow.Flat("replicate/qwen/qwen-image", 0.025m),
        PriceRow.Flat("replicate/qwen/qwen-image-edit-plus", 0.03m),
        PriceRow.Flat("replicate/ideogram-ai/ideogram-v4-turbo", 0.03m),
        PriceRow.Flat("replicate/ideogram-ai/ideogram-v4-balanced", 0.06m),
        PriceRow.Flat("replicate/ideogram-ai/ideogram-v4-quality", 0.10m),
        PriceRow.Flat("replicate/wan-video/wan-2.7-image*", 0.03m),
        PriceRow.Unknown("replicate/stability-ai/sdxl*", Time),
        PriceRow.Unknown("replicate/minimax/image-01*", NotListed),
        PriceRow.Unknown("replicate/black-forest-labs/*", NotListed),
        PriceRow.Unknown("replicate/*", NotListed),
    ];

    private static PriceRow ByArea(string models, decimal megapixel) => new() { Models = models, Megapixels = new(megapixel, megapixel) };
}
