using Iris.Transforms.Answers;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Dialects.OpenAI;

// The end of the reading: rules between members, and the request.
internal partial struct OpenAIRequestDraft
{
    /// <summary>Checks the rules that need all members.</summary>
    public ImageError? Finish(RouteWording wording, ImageOperation operation, RequestPictures? pictures, out ImageRequest? request)
    {
        request = null;
        if (wording.NoModel is not null && _model.Length == 0)
            return ImageError.Invalid(wording.NoModel, "model", "missing_required_parameter");
        // Some models edit without a prompt; the targets decide.
        if (operation == ImageOperation.Generation && string.IsNullOrWhiteSpace(_prompt))
            return ImageError.Invalid(wording.NoPrompt, "prompt", "missing_required_parameter");
        if (_stream && _values.ResponseFormat == ResponseForm.Url)
        {
            return ImageError.Invalid(
                "response_format 'url' is not supported for streaming requests: events carry base64. Leave it out, or set stream to false.",
                "response_format",
                "unsupported_parameter");
        }
        if (pictures?.Finish(operation) is { } error)
            return error;
        _given = LooseSize.Place(ref _values, _given);
        request = SoFar(operation, pictures);
        return null;
    }

    /// <summary>The request with the members that have been read.</summary>
    public readonly ImageRequest SoFar(ImageOperation operation, RequestPictures? pictures) => new(_values)
    {
        Operation = operation,
        Inputs = pictures?.Inputs ?? [],
        Mask = pictures?.Mask,
        Model = _model,
        Prompt = _prompt,
        Stream = _stream,
        Fallbacks = _fallbacks,
        Extras = (IReadOnlyList<RawMember>?)_extras ?? [],
        Given = _given,
    };
}
