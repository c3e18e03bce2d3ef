using Iris.Transforms.Codecs;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Providers.Mistral;

/// <summary>What Mistral's models take (docs/providers/mistral.md, "Request"): the tool has no parameters, so the prompt alone.</summary>
internal static class MistralModels
{
    /// <summary>Names worth listing.</summary>
    public static readonly string[] Known = ["mistral-medium-latest", "mistral-large-latest"];

    /// <summary>One picture a conversation.</summary>
    public static readonly ModelCapabilities All = new()
    {
        Models = "*",
        Accepts = ImageParameters.None,
        MaxImages = 1,
    };
}
