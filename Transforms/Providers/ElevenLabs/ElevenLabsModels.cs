using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Shapes;
using Iris.Transforms.Requests;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.ElevenLabs;

/// <summary>A row of the table.</summary>
internal sealed record ElevenLabsRow : ModelCapabilities
{
    /// <summary>The values of <c>quality</c>; empty when the model has no such member.</summary>
    public IReadOnlyList<string> Qualities { get; init; } = [];
}

/// <summary>
/// What the models accept (docs/providers/elevenlabs.md, "Models"; the values are those of the request types in the provider's own package,
/// <c>@elevenlabs/elevenlabs-js</c>). Each model has its own schema and rejects other members. The first row that covers a model counts.
/// </summary>
internal static class ElevenLabsModels
{
    /// <summary>Models to list.</summary>
    public static readonly string[] Known =
    [
        "gpt-image-2.5-flare", "gpt-image-2.5-sunburst", "gpt-image-2", "gpt-image-1.5", "gpt-image-1",
        "gemini-3-pro-image", "gemini-3.1-flash-image", "gemini-3.1-flash-lite-image", "gemini-2.5-flash-image",
        "bytedance-seedream-5-pro", "bytedance-seedream-5-lite",
    ];

    private const ImageParameters Drawing = N | ResponseFormat | Size | AspectRatio;

    private static readonly string[] SeedreamRatios = ["1:1", "3:4", "16:9", "4:3", "9:16"];
    private static readonly string[] GptRatios =
        ["1:1", "4:5", "5:4", "3:4", "4:3", "2:3", "3:2", "1:2", "2:1", "9:16", "16:9", "21:9", "1:3", "3:1"];
    private static readonly string[] Tiers = ["1K", "2K", "4K"];
    private static readonly string[] Qualities = ["low", "medium", "high"];

    private static readonly ElevenLabsRow[] Rows =
    [
        Row("bytedance-seedream-5-lite*", Drawing | Resolution | Seed, SeedreamRatios, ["2K", "3K"]),
        Row("bytedance-seedream*", Drawing | Resolution | Seed, SeedreamRatios, ["1K", "2K"]),
        Row("gemini-2.5-flash-image*", Drawing, Ratios.Gemini, []),
        Row("gemini-3.1-flash-lite-image*", Drawing | Resolution, Ratios.Gemini, ["1K"]),
        Row("gemini-3.1-flash-image*", Drawing | Resolution, Ratios.WideGemini, ["512", .. Tiers]),
        Row("gemini-3-pro-image*", Drawing | Resolution, Ratios.Gemini, Tiers),
        Row("gpt-image-1*", Drawing | Quality | Background, Ratios.GptImage1, []) with { Qualities = Qualities },
        Row("gpt-image-2.5*", Drawing | Resolution | Quality, GptRatios, Tiers) with { Qualities = [.. Qualities, "xhigh", "max"] },
        Row("gpt-image-2*", Drawing | Resolution | Quality, GptRatios, Tiers) with { Qualities = Qualities },
        // Only the members of nearly every model: one that the model does not know would be rejected.
        Row("*", Drawing | Resolution, Ratios.Gemini, Tiers),
    ];

    /// <summary>The row of a model.</summary>
    public static ElevenLabsRow Of(string model) => ModelCapabilities.Of<ElevenLabsRow>(Rows, model);

    private static ElevenLabsRow Row(string models, ImageParameters accepts, IReadOnlyList<string> ratios, IReadOnlyList<string> tiers) => new()
    {
        Models = models,
        Accepts = accepts,
        Streams = false,
        MaxImages = 1,
        GivesUrl = true,
        Shape = Shape.RatioAndTier(ratios, tiers),
    };
}
