using Iris.Transforms.Codecs;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Providers.Mistral;

/// <summary>Mistral's models that can use the image tool (docs/providers/mistral.md, "Models").</summary>
internal static class MistralModels
{
    /// <summary>
    /// The table. The tool has no parameters, so only the prompt is sent (docs/providers/mistral.md, "Request"). A conversation makes one picture.
    /// </summary>
    public static IReadOnlyList<ModelCapabilities> Rows { get; } =
    [
        new() { Models = "*", Listed = ["mistral-medium-latest", "mistral-large-latest"], Accepts = ImageParameters.None, MaxImages = 1 },
    ];
}
