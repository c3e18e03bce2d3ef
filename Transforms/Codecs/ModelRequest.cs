using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs;

/// <summary>
/// A client's request in the form in which one model is asked, as far as its pictures decide. <see cref="EditJudgement"/> has refused what has no
/// such form.
/// </summary>
internal static class ModelRequest
{
    /// <summary>
    /// The prompt of an edit that stands for a variation, where the client gives none (<c>Images.Variations</c>, docs/edits.md, "Variations").
    /// </summary>
    public const string VariationPrompt = "Make a variation of this image: keep its subject and its style, and change the composition and the details.";

    /// <summary>The capabilities that count for the request: without a picture there is none whose details could be kept.</summary>
    public static ModelCapabilities CapabilitiesFor(ImageRequest request, ModelCapabilities capabilities) =>
        request.Inputs.Count == 0 && request.Given.HasFlag(ImageParameters.InputFidelity)
            ? capabilities with { Accepts = capabilities.Accepts & ~ImageParameters.InputFidelity }
            : capabilities;

    /// <summary>The request for the model.</summary>
    /// <param name="request">The client's request.</param>
    /// <param name="capabilities">The model's capabilities.</param>
    /// <param name="serves">What the codec writes.</param>
    public static ImageRequest Of(ImageRequest request, ModelCapabilities capabilities, ImageOperations serves)
    {
        if (request.Inputs.Count == 0)
            return request;
        // Only a generation comes here: its pictures are dropped with a warning, as any member is.
        if (capabilities.Edits is not { } edits || !serves.HasFlag(ImageOperations.Edit))
            return request with { Inputs = [] };
        return request.Operation == ImageOperation.Variation && !(edits.Varies && serves.HasFlag(ImageOperations.Variation))
            ? request with { Operation = ImageOperation.Edit, Prompt = request.Prompt.Length > 0 ? request.Prompt : VariationPrompt }
            : request;
    }
}
