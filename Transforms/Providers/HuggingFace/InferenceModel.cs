using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Providers.HuggingFace;

/// <summary>
/// A model's name on the router: <c>fal-ai/fal-ai/flux/dev</c> is the model <c>fal-ai/flux/dev</c> of the inference provider <c>fal-ai</c>.
/// </summary>
/// <param name="Provider">The inference provider.</param>
/// <param name="Path">The model's name at the inference provider.</param>
internal readonly record struct InferenceModel(string Provider, string Path)
{
    public const string HfInference = "hf-inference";
    public const string Fal = "fal-ai";
    public const string Nebius = "nebius";
    public const string Together = "together";
    public const string Replicate = "replicate";

    private static readonly string[] Known = [HfInference, Fal, Nebius, Together, Replicate];

    /// <summary>Splits a name; the inference provider is in lower case.</summary>
    public static InferenceModel Of(string model)
    {
        var slash = model.IndexOf('/');
        return slash < 0
            ? new InferenceModel(model.ToLowerInvariant(), "")
            : new InferenceModel(model[..slash].ToLowerInvariant(), model[(slash + 1)..]);
    }

    /// <summary>The refusal of a name that cannot be called; null when it can.</summary>
    public static ImageError? Refuse(string name)
    {
        var model = Of(name);
        if (!Known.Contains(model.Provider))
        {
            return ImageError.Invalid(
                $"unsupported inference provider for image generation: {ShortText.Cut(model.Provider)}. Known are {string.Join(", ", Known)}, "
                    + $"as in huggingface/{HuggingFaceModels.Example}.",
                "model",
                "unsupported_operation");
        }
        return ModelPath.Refuse(model.Path) is null
            ? null
            : ImageError.Invalid(
                $"'{ShortText.Cut(name)}' names no model. Write huggingface/{model.Provider}/{{model path}}.", "model", "model_not_found");
    }

    /// <summary>The path, escaped for a URI.</summary>
    public string EscapedPath => ModelPath.Segments(Path);
}
