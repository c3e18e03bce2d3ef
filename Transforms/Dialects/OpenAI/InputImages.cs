using System.Text.Json;
using Iris.Transforms.Answers;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Dialects.OpenAI;

/// <summary>
/// Reads <c>input_images</c> of a generation (docs/contract.md, section 3.1): its addresses, data URLs and base64 become the request's inputs.
/// </summary>
internal static class InputImages
{
    private const string Member = "input_images";

    /// <inheritdoc cref="ImageDialect.MovePictures"/>
    public static ImageError? Move(ImageRequest request, IPictureStore store, out ImageRequest moved)
    {
        moved = request;
        var pictures = new RequestPictures(store, Member);
        using var json = new JsonPictures(pictures);
        json.Begin(Member, PictureRole.ListedImage);
        _ = json.StartArray();
        // The array's form has been checked when the request was read.
        var reader = new Utf8JsonReader(request.InputImages.GetValueOrDefault().Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            if (json.Text(reader.ValueSpan, last: true) is { } error)
                return error;
        }
        var given = pictures.Inputs.Count > 0 ? request.Given : request.Given & ~ImageParameters.InputImages;
        moved = request with { Inputs = pictures.Inputs, InputImages = null, Given = given };
        return null;
    }
}
