using Iris.Transforms.Codecs;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.Vllm;

/// <summary>
/// What a vLLM-Omni server takes (docs/providers/vllm.md, "Request"). It serves one model and refuses another's name itself: one row covers
/// all. Correct it here and nothing else has to change.
/// </summary>
internal static class VllmModels
{
    /// <summary>
    /// The row. The server passes over members that it does not know without a word, so that only what it knows is sent; background and
    /// compression belong to its edits.
    /// </summary>
    public static readonly ModelCapabilities Any = new()
    {
        Models = "*",
        Accepts = N | Size | OutputFormat | Seed | NegativePrompt | NumInferenceSteps | AspectRatio | Resolution | User,
        Streams = false,
    };
}
