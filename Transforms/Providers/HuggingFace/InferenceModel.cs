using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Providers.HuggingFace;

/// <summary>A model's name on the router: <c>fal-ai/fal-ai/flux/dev</c> is the model <c>fal-ai/flux/dev</c> of the inference provider <c>fal-ai</c>.</summary>
/// <param name="Provider">The inference provider.</param>
/// <param name="Path">The model as that provider knows it.</param>
internal readonly record struct InferenceModel(string Provider, string Path)
{
    public const string HfInference = "hf-inference";
    public const string Fal = "fal-ai";
    public const string Nebius = "nebius";
    public const string Together = "together";
    public const string Replicate = "replicate";

    private static readonly string[] Known = [HfInference, Fal, Nebius, Together, Replicate];

    /// <summary>Reads a name; the inference provider's letters are lower case.</summary>
    public static InferenceModel Of(string model)
    {
        var slash = model.IndexOf('/');
        return slash < 0 ? new InferenceModel(model.ToLowerInvariant(), "") : new InferenceModel(model[..slash].ToLowerInvariant(), model[(slash + 1)..]);
    }

    /// <summary>Why the name cannot be asked for; null when it can.</summary>
    public static ImageError? Refuse(string name)
    {
        var model = Of(name);
        if (!Known.Contains(model.Provider))
        {
            return ImageError.Invalid(
                $"unsupported inference provider for image generation: {ShortText.Cut(model.Provider)}. Known are {string.Join(", ", Known)}, "
                    + "as in huggingface/hf-inference/black-forest-labs/FLUX.1-schnell.",
                "model",
                "unsupported_operation");
        }
        // Dots would climb out of the inference provider's path.
        return Array.TrueForAll(model.Path.Split('/'), segment => segment.Trim('.').Length > 0)
            ? null
            : ImageError.Invalid(
                $"'{ShortText.Cut(name)}' names no model. Write huggingface/{model.Provider}/{{model path}}.", "model", "model_not_found");
    }

    /// <summary>The path as it stands in an address.</summary>
    public string EscapedPath => string.Join('/', Path.Split('/').Select(Uri.EscapeDataString));
}
