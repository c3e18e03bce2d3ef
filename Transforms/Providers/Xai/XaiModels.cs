using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Shapes;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.Xai;

/// <summary>
/// xAI's models (docs/providers/xai.md, "Request" and "Models"). The first row that covers a model counts; the last row covers every other name.
/// Correct a row here and nothing else has to change.
/// </summary>
internal static class XaiModels
{
    // The ratios, besides auto, with which the model chooses by the prompt, and the resolutions. The models reject "size".
    private static readonly RatioAndTierShape First = Shape.RatioAndTier(
        ["1:1", "3:4", "4:3", "9:16", "16:9", "2:3", "3:2", "9:19.5", "19.5:9", "9:20", "20:9", "1:2", "2:1"], ["1k", "2k"]) with
    {
        HasAuto = true,
        ReportsSquares = true,
        TierExample = "2k",
    };

    private static readonly RatioAndTierShape Second = First with { Ratios = [.. First.Ratios, "21:9", "5:2"], Tiers = ["1k", "1.5k", "2k"] };

    private static readonly EditCapabilities ThreeInputs = new() { MostInputs = 3, TakesUrls = true, MediaTypes = ["image/png", "image/jpeg", "image/webp"] };
    private static readonly EditCapabilities FiveInputs = ThreeInputs with { MostInputs = 5 };

    /// <summary>The table.</summary>
    public static IReadOnlyList<ModelCapabilities> Rows { get; } =
    [
        Imagine("grok-imagine-image-2.0*") with { Listed = ["grok-imagine-image-2.0"] },
        Imagine("grok-imagine-image") with
        {
            Listed = ["grok-imagine-image"],
            Shape = First,
            Qualities = ["low", "medium", "high"],
            Edits = ThreeInputs,
        },
        // Both names are served by 2.0 at low now.
        Imagine("grok-imagine-image-quality*") with { Retired = Retirement.Since("2026-11-02", "grok-imagine-image-2.0") },
        Imagine("grok-imagine-image-pro*") with { Retired = Retirement.Since("2026-05-15", "grok-imagine-image-2.0") },
        // The model has one shape and one quality.
        new()
        {
            Models = "grok-2-image*",
            Accepts = N | ResponseFormat | User,
            Streams = false,
            GivesUrl = true,
            Retired = Retirement.Since("2026-02-28", "grok-imagine-image"),
        },
        // A model newer than this table most likely knows what the newest one knows.
        Imagine("*"),
    ];

    private static ModelCapabilities Imagine(string models) => new()
    {
        Models = models,
        Accepts = N | Size | AspectRatio | Resolution | Quality | ResponseFormat | User,
        Streams = false,
        GivesUrl = true,
        Shape = Second,
        Qualities = ["low", "medium"],
        Edits = FiveInputs,
    };
}
