using Iris.Transforms.Codecs;

namespace Iris.Transforms.Providers.HuggingFace;

/// <summary>How a model's name tells the fields of a client's pictures (docs/providers/huggingface.md, "Edits").</summary>
internal static class HuggingFacePictures
{
    // The first one that a model's name contains counts.
    private static readonly (string Part, string Field)[] ReplicateFields =
    [
        ("/flux-1.1-pro", "image_prompt"), ("/flux-pro", "image_prompt"),
        ("kontext", "input_image"),
        ("/flux-dev", "image"), ("/flux-fill", "image"), ("/flux-krea", "image"), ("/sdxl", "image"),
    ];

    /// <summary>Whether a model of fal's takes a list of pictures.</summary>
    public static bool IsList(ProviderCall call) =>
        call.Capabilities.Edits is { MostInputs: > 1 }
        || call.Model.EndsWith("/edit", StringComparison.OrdinalIgnoreCase)
        || call.Model.Contains("multi", StringComparison.OrdinalIgnoreCase);

    /// <summary>Replicate's field of one picture; null for a model that numbers its fields or takes a list.</summary>
    public static string? ReplicateField(string model)
    {
        foreach (var (part, field) in ReplicateFields)
        {
            if (model.Contains(part, StringComparison.OrdinalIgnoreCase))
                return field;
        }
        return null;
    }

    /// <summary>Whether Replicate's fields are numbered: <c>input_image</c>, <c>input_image_2</c> and so on.</summary>
    public static bool IsNumbered(string model) => model.Contains("/flux-2", StringComparison.OrdinalIgnoreCase);
}
