using Iris.Transforms.Codecs;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.Ollama;

/// <summary>What Ollama's models take (docs/providers/ollama.md, "Request"): all of them the same, as the server reads it.</summary>
internal static class OllamaModels
{
    /// <summary>Names worth listing.</summary>
    public static readonly string[] Known = ["x/z-image-turbo", "x/flux2-klein"];

    /// <summary>One PNG a call, always in the answer; <c>n</c> is ignored by the server.</summary>
    public static readonly ModelCapabilities All = new()
    {
        Models = "*",
        Accepts = Size | AspectRatio | Resolution | Seed | NumInferenceSteps,
        MaxImages = 1,
    };
}
