using Iris.Transforms.Codecs;
using Iris.Transforms.Requests;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.ElevenLabs;

/// <summary>A row of the table.</summary>
/// <param name="Capabilities">What the models take and give.</param>
/// <param name="Ratios">The values of <c>aspect_ratio</c>.</param>
internal sealed record ElevenLabsRow(ModelCapabilities Capabilities, IReadOnlyList<string> Ratios)
{
    /// <summary>The values of <c>resolution</c>, ascending; empty where the model has no such member.</summary>
    public IReadOnlyList<string> Tiers { get; init; } = [];
    /// <summary>The values of <c>quality</c>; empty where the model has no such member.</summary>
    public IReadOnlyList<string> Qualities { get; init; } = [];
}

/// <summary>
/// What the models take (docs/providers/elevenlabs.md, "Models"; the values are those of the request types in the provider's own package,
/// <c>@elevenlabs/elevenlabs-js</c>). Each model has its own schema and refuses what is not in it. The first row that covers a model counts.
/// </summary>
internal static class ElevenLabsModels
{
    /// <summary>Names worth listing.</summary>
    public static readonly string[] Known =
    [
        "gpt-image-2.5-flare", "gpt-image-2.5-sunburst", "gpt-image-2", "gpt-image-1.5", "gpt-image-1",
        "gemini-3-pro-image", "gemini-3.1-flash-image", "gemini-3.1-flash-lite-image", "gemini-2.5-flash-image",
        "bytedance-seedream-5-pro", "bytedance-seedream-5-lite",
    ];

    private const ImageParameters Shape = N | ResponseFormat | Size | AspectRatio;

    private static readonly string[] SeedreamRatios = ["1:1", "3:4", "16:9", "4:3", "9:16"];
    private static readonly string[] GeminiRatios = ["1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"];
    private static readonly string[] WideGeminiRatios = [.. GeminiRatios, "1:4", "4:1", "1:8", "8:1"];
    private static readonly string[] OldGptRatios = ["1:1", "3:2", "2:3"];
    private static readonly string[] GptRatios =
        ["1:1", "4:5", "5:4", "3:4", "4:3", "2:3", "3:2", "1:2", "2:1", "9:16", "16:9", "21:9", "1:3", "3:1"];
    private static readonly string[] Tiers = ["1K", "2K", "4K"];
    private static readonly string[] Qualities = ["low", "medium", "high"];

    private static readonly ElevenLabsRow[] Rows =
    [
        new(Row("bytedance-seedream-5-lite*", Shape | Resolution | Seed), SeedreamRatios) { Tiers = ["2K", "3K"] },
        new(Row("bytedance-seedream*", Shape | Resolution | Seed), SeedreamRatios) { Tiers = ["1K", "2K"] },
        new(Row("gemini-2.5-flash-image*", Shape), GeminiRatios),
        new(Row("gemini-3.1-flash-lite-image*", Shape | Resolution), GeminiRatios) { Tiers = ["1K"] },
        new(Row("gemini-3.1-flash-image*", Shape | Resolution), WideGeminiRatios) { Tiers = ["512", .. Tiers] },
        new(Row("gemini-3-pro-image*", Shape | Resolution), GeminiRatios) { Tiers = Tiers },
        new(Row("gpt-image-1*", Shape | Quality | Background), OldGptRatios) { Qualities = Qualities },
        new(Row("gpt-image-2.5*", Shape | Resolution | Quality), GptRatios) { Tiers = Tiers, Qualities = [.. Qualities, "xhigh", "max"] },
        new(Row("gpt-image-2*", Shape | Resolution | Quality), GptRatios) { Tiers = Tiers, Qualities = Qualities },
    ];

    // What nearly every model takes: a member too many would be refused.
    private static readonly ElevenLabsRow Unknown = new(Row("*", Shape | Resolution), GeminiRatios) { Tiers = Tiers };

    /// <summary>The row of a model.</summary>
    public static ElevenLabsRow Of(string model) => Array.Find(Rows, row => row.Capabilities.Covers(model)) ?? Unknown;

    private static ModelCapabilities Row(string models, ImageParameters accepts) => new()
    {
        Models = models,
        Accepts = accepts,
        Streams = false,
        MaxImages = 1,
        GivesUrl = true,
    };
}
