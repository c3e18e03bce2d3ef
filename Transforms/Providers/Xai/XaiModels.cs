using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Shapes;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.Xai;

/// <summary>
/// What xAI's models accept (docs/providers/xai.md, "Request"). The first row that covers a model counts; the last row covers every other name.
/// Correct a row here and nothing else has to change.
/// </summary>
internal static class XaiModels
{
    /// <summary>Models to list.</summary>
    public static IReadOnlyList<string> Known { get; } = ["grok-imagine-image", "grok-imagine-image-quality", "grok-imagine-image-2.0", "grok-2-image"];

    /// <summary>The ratios, besides <c>auto</c>, with which the model chooses by the prompt, and the resolutions. The models reject
    /// <c>size</c>.</summary>
    private static readonly Shape RatioAndTier = Shape.RatioAndTier(
        ["1:1", "3:4", "4:3", "9:16", "16:9", "2:3", "3:2", "9:19.5", "19.5:9", "9:20", "20:9", "1:2", "2:1"], ["1k", "2k"]) with
    {
        HasAuto = true,
        ReportsSquares = true,
        TierExample = "2k",
    };

    private static readonly ModelCapabilities[] Rows =
    [
        // The model has one shape and one quality.
        new() { Models = "grok-2-image*", Accepts = N | ResponseFormat | User, Streams = false, GivesUrl = true },
        new()
        {
            Models = "*",
            Accepts = N | Size | AspectRatio | Resolution | Quality | ResponseFormat | User,
            Streams = false,
            GivesUrl = true,
            Shape = RatioAndTier,
        },
    ];

    /// <summary>The row of a model.</summary>
    public static ModelCapabilities Of(string model) => ModelCapabilities.Of<ModelCapabilities>(Rows, model);
}
