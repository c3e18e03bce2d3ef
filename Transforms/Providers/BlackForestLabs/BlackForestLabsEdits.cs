using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;

namespace Iris.Transforms.Providers.BlackForestLabs;

/// <summary>
/// The pictures of an edit (docs/providers/bfl.md, "Edits"): <c>input_image</c>, <c>input_image_2</c> and so on, or <c>image</c> and <c>mask</c> of
/// a model that fills.
/// </summary>
internal static class BlackForestLabsEdits
{
    /// <summary>The same members outside the contract: a client may send addresses in them.</summary>
    public static IReadOnlyList<string> Members { get; } = ["input_image", .. Enumerable.Range(2, 9).Select(i => $"input_image_{i}")];

    /// <summary>What a model does with so many pictures; null for none.</summary>
    public static EditCapabilities? Of(int inputs) =>
        inputs == 0 ? null : new() { MostInputs = inputs, MediaTypes = ["image/png", "image/jpeg", "image/webp"] };

    /// <summary>Writes the pictures and the mask.</summary>
    public static void Write(BodyWriter body, ProviderCall call, BlackForestLabsRow row)
    {
        var name = row.Edits is { Mask: not MaskForm.None } ? "image" : "input_image";
        for (var i = 0; i < call.Request.Inputs.Count; i++)
            body.Picture(i == 0 ? name : $"{name}_{i + 1}", call.Request.Inputs[i]);
        if (call.Request.Mask is { } mask)
            body.Picture("mask", mask);
    }
}
