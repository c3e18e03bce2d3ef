using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Shapes;
using Iris.Transforms.Requests;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.ElevenLabs;

/// <summary>
/// What the models accept (docs/providers/elevenlabs.md, "Models"; the values are those of the request types in the provider's own package,
/// <c>@elevenlabs/elevenlabs-js</c>). Each model has its own schema and rejects other members. The first row that covers a model counts. A model
/// ends here when its maker's own API ends it.
/// </summary>
internal static class ElevenLabsModels
{
    private const ImageParameters Drawing = N | ResponseFormat | Size | AspectRatio;

    private static readonly string[] SeedreamRatios = ["1:1", "3:4", "16:9", "4:3", "9:16"];
    private static readonly string[] GptRatios =
        ["1:1", "4:5", "5:4", "3:4", "4:3", "2:3", "3:2", "1:2", "2:1", "9:16", "16:9", "21:9", "1:3", "3:1"];
    private static readonly string[] Tiers = ["1K", "2K", "4K"];
    private static readonly string[] Qualities = ["low", "medium", "high"];
    private static readonly EditCapabilities WithMask = Inputs(16) with { Mask = MaskForm.Alpha };

    /// <summary>The table.</summary>
    public static IReadOnlyList<ModelCapabilities> Rows { get; } =
    [
        Row("gpt-image-2.5*", Drawing | Resolution | Quality, GptRatios, Tiers) with
        {
            Listed = ["gpt-image-2.5-sunburst", "gpt-image-2.5-flare"],
            Qualities = [.. Qualities, "xhigh", "max"],
            Edits = WithMask,
        },
        Row("gpt-image-2*", Drawing | Resolution | Quality, GptRatios, Tiers) with { Listed = ["gpt-image-2"], Qualities = Qualities, Edits = WithMask },
        Row("gpt-image-1.5*", Drawing | Quality | Background, Ratios.GptImage1, []) with
        {
            Listed = ["gpt-image-1.5"],
            Qualities = Qualities,
            Edits = WithMask,
            Retired = Retirement.Since("2026-12-01", "gpt-image-2.5-sunburst"),
        },
        Row("gpt-image-1*", Drawing | Quality | Background, Ratios.GptImage1, []) with
        {
            Qualities = Qualities,
            Edits = WithMask,
            Retired = Retirement.Since("2026-10-23", "gpt-image-2.5-sunburst"),
        },
        Row("gemini-3-pro-image*", Drawing | Resolution, Ratios.Gemini, Tiers) with { Listed = ["gemini-3-pro-image"] },
        Row("gemini-3.1-flash-lite-image*", Drawing | Resolution, Ratios.Gemini, ["1K"]) with { Listed = ["gemini-3.1-flash-lite-image"] },
        Row("gemini-3.1-flash-image*", Drawing | Resolution, Ratios.WideGemini, ["512", .. Tiers]) with
        {
            Retired = Retirement.Since("2026-10-29", "gemini-3-pro-image"),
        },
        Row("gemini-2.5-flash-image*", Drawing, Ratios.Gemini, []) with { Retired = Retirement.Since("2026-10-02", "gemini-3.1-flash-lite-image") },
        Row("bytedance-seedream-5-lite*", Drawing | Resolution | Seed, SeedreamRatios, ["2K", "3K"]) with { Listed = ["bytedance-seedream-5-lite"] },
        Row("bytedance-seedream*", Drawing | Resolution | Seed, SeedreamRatios, ["1K", "2K"]) with { Listed = ["bytedance-seedream-5-pro"] },
        // Only the members of nearly every model: one that the model does not know would be rejected.
        Row("*", Drawing | Resolution, Ratios.Gemini, Tiers),
    ];

    private static ModelCapabilities Row(string models, ImageParameters accepts, IReadOnlyList<string> ratios, IReadOnlyList<string> tiers) => new()
    {
        Models = models,
        Accepts = accepts,
        Streams = false,
        MaxImages = 1,
        GivesUrl = true,
        Shape = Shape.RatioAndTier(ratios, tiers),
        Edits = Inputs(14),
    };

    private static EditCapabilities Inputs(int most) => new() { MostInputs = most, MediaTypes = ["image/png", "image/jpeg", "image/webp"] };
}
