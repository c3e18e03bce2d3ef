using Iris.Transforms.Codecs;
using Iris.Transforms.Families.Nebius;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.Nebius;

/// <summary>Nebius' models (docs/providers/nebius.md, "Models"): its catalogue has had no image model since May 2026.</summary>
internal static class NebiusModels
{
    private static readonly Retirement EndOfPictures = Retirement.Since("2026-05-07");

    // All models accept the same members (docs/providers/nebius.md, "Request"). The schema has no n: several pictures need several calls.
    private static readonly ModelCapabilities All = new()
    {
        Models = "*",
        Accepts = N | Size | AspectRatio | Resolution | ResponseFormat | OutputFormat | Seed | NegativePrompt | NumInferenceSteps,
        Streams = false,
        MaxImages = 1,
        GivesUrl = true,
        Shape = NebiusBody.Edges,
        Formats = NebiusBody.Formats,
    };

    /// <summary>The table.</summary>
    public static IReadOnlyList<ModelCapabilities> Rows { get; } =
    [
        All with { Models = "black-forest-labs/flux-schnell", Retired = EndOfPictures },
        All with { Models = "black-forest-labs/flux-dev", Retired = EndOfPictures },
        All with { Models = "stability-ai/sdxl", Retired = EndOfPictures },
        All,
    ];
}
