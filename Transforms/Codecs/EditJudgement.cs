using Iris.Transforms.Answers;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs;

/// <summary>Who is asked, as refusals name it.</summary>
/// <param name="RequestType">What is asked for, in the contract's terms: <c>image_edit</c>.</param>
/// <param name="Provider">The cluster.</param>
/// <param name="Model">The model.</param>
internal readonly record struct AskedModel(string RequestType, string Provider, string Model)
{
    /// <summary>What the provider's codec writes (<see cref="ImageProvider.Serves"/>).</summary>
    public required ImageOperations Serves { get; init; }
    /// <summary>Whether a model that edits and makes no variations is asked for an edit instead (<c>Images.Variations</c>).</summary>
    public bool VariesByEdits { get; init; }
    /// <summary>Whether Iris fetches a picture that the provider does not fetch itself (<c>Images.Downloads.ClientUrls</c>).</summary>
    public bool FetchesUrls { get; init; }
    /// <summary>Says who edits in place of a provider that does not; null when nobody knows.</summary>
    public Func<string>? OthersThatEdit { get; init; }
}

/// <summary>
/// Holds a request's pictures against what a model does with pictures. A model that cannot do all of what was asked is not asked at all: an edit is
/// never turned into a generation, a mask never dropped, a picture never lost.
/// </summary>
internal static class EditJudgement
{
    /// <summary>Judges one model.</summary>
    /// <param name="request">The request.</param>
    /// <param name="capabilities">The model's capabilities.</param>
    /// <param name="asked">Who is asked.</param>
    /// <param name="isWhole">False for the first members of a request: what may still come is not missed.</param>
    /// <returns>The reason to refuse the request, or null.</returns>
    public static ImageError? Judge(ImageRequest request, ModelCapabilities capabilities, AskedModel asked, bool isWhole)
    {
        if (capabilities.Edits is not { } edits || !asked.Serves.HasFlag(ImageOperations.Edit))
            // A generation's pictures are dropped with a warning by a model that draws from text alone, as any member is.
            return request.Operation == ImageOperation.Generation ? null : Unserved(asked, asked.OthersThatEdit?.Invoke() ?? "");
        if (request.Operation == ImageOperation.Variation && !asked.VariesByEdits
            && (!edits.Varies || !asked.Serves.HasFlag(ImageOperations.Variation)))
            return Unserved(asked, ": ask for an edit with a prompt (images/edits), or set Images.Variations to \"edit\"");
        if (request.Mask is not null && edits.Mask == MaskForm.None)
            return Unsupported("'mask' is not supported", "mask", asked);
        var most = request.Mask is null ? edits.MostInputs : edits.MostInputsWithMask ?? edits.MostInputs;
        if (request.Inputs.Count > most)
            return Unsupported($"The request has {request.Inputs.Count} images{(most < edits.MostInputs ? " and a mask" : "")}; at most {most} are supported", "image", asked);
        foreach (var input in request.Inputs)
        {
            if (JudgeInput(input, edits, asked) is { } error)
                return error;
        }
        if (request.Mask is { } mask && JudgeInput(mask, edits, asked) is { } masked)
            return masked;
        return isWhole && request.Operation == ImageOperation.Edit && edits.NeedsPrompt && string.IsNullOrWhiteSpace(request.Prompt)
            ? ImageError.Invalid($"prompt is required by model '{asked.Model}' of provider '{asked.Provider}'", "prompt", "missing_required_parameter")
            : null;
    }

    /// <summary>Whether an address is one that anybody may be able to fetch: http or https.</summary>
    public static bool IsWebAddress(string url) =>
        url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("http://", StringComparison.OrdinalIgnoreCase);

    private static ImageError Unserved(AskedModel asked, string wayOut)
    {
        var refusal = ImageError.Unsupported(asked.RequestType, asked.Provider);
        return refusal with { Message = refusal.Message + wayOut };
    }

    private static ImageError? JudgeInput(ImageInput input, EditCapabilities edits, AskedModel asked)
    {
        if (input.Url is { } url && !edits.TakesUrl(url) && !(asked.FetchesUrls && IsWebAddress(url)))
        {
            return ImageError.Invalid(
                $"'{input.Name}' is an address, and {NameOf(asked)} does not fetch pictures: send the picture itself, as a file, data URL or base64"
                + (IsWebAddress(url) ? ", or let Iris fetch it (Images.Downloads.ClientUrls)." : "."),
                input.Name,
                "unsupported_value");
        }
        if (input.FileId is not null && !edits.TakesFileIds)
        {
            return ImageError.Invalid(
                $"'{input.Name}' is a file id, which {NameOf(asked)} does not know: send the picture itself, as a file, data URL or base64.",
                input.Name,
                "unsupported_value");
        }
        return input.Content is null || edits.MediaTypes.Count == 0 || edits.MediaTypes.Contains(input.MediaType) ? null : Unsupported(
            $"'{input.Name}' is {input.MediaType}; only {string.Join(", ", edits.MediaTypes)} are supported", input.Name, asked);
    }

    private static ImageError Unsupported(string what, string param, AskedModel asked) =>
        ImageError.Invalid($"{what} by {NameOf(asked)}.", param, "unsupported_parameter");

    private static string NameOf(AskedModel asked) => $"model '{asked.Model}' of provider '{asked.Provider}'";
}
