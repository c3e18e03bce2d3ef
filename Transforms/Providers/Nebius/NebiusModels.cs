using Iris.Transforms.Codecs;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.Nebius;

/// <summary>What Nebius' models take: all the same (docs/providers/nebius.md, "Request"). Correct the row here and nothing else has to change.</summary>
public static class NebiusModels
{
    /// <summary>Names worth listing.</summary>
    public static IReadOnlyList<string> Known { get; } =
        ["black-forest-labs/flux-schnell", "black-forest-labs/flux-dev", "stability-ai/sdxl"];

    /// <summary>The row of every model. <c>n</c> is not in its schema: several pictures are several calls.</summary>
    public static ModelCapabilities All { get; } = new()
    {
        Models = "*",
        Accepts = N | Size | AspectRatio | Resolution | ResponseFormat | OutputFormat | Seed | NegativePrompt | NumInferenceSteps,
        Streams = false,
        MaxImages = 1,
        GivesUrl = true,
    };
}
