using System.Text.Json;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;

namespace Iris.Transforms.Families.Google;

/// <summary>
/// Writes the client's pictures as parts: their bytes inside the body, an address only where Google fetches it itself.
/// </summary>
internal static class InputParts
{
    // The picture's media type by the ending of its URL.
    private static readonly (string Ending, string Type)[] Types =
    [
        (".png", "image/png"), (".jpg", "image/jpeg"), (".jpeg", "image/jpeg"), (".webp", "image/webp"), (".gif", "image/gif"),
        (".heic", "image/heic"), (".heif", "image/heif"), (".avif", "image/avif"),
    ];

    /// <summary>Writes the client's pictures, in order. An address has been judged by the model's row.</summary>
    public static void Write(BodyWriter body, Utf8JsonWriter writer, ProviderCall call)
    {
        foreach (var input in call.Request.Inputs)
        {
            writer.WriteStartObject();
            if (input.Url is { } address)
            {
                writer.WriteStartObject("fileData"u8);
                if (TypeOf(address) is { } type)
                    writer.WriteString("mimeType"u8, type);
                writer.WriteString("fileUri"u8, address);
            }
            else
            {
                writer.WriteStartObject("inlineData"u8);
                writer.WriteString("mimeType"u8, input.MediaType);
                writer.WritePropertyName("data"u8);
                body.PictureValue(input);
            }
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
    }

    /// <summary>Refuses an address whose picture's type the model must be told and nobody knows.</summary>
    public static ImageError? Refuse(ProviderCall call, GoogleModel model) =>
        model.FilesNeedType && call.Request.Inputs.FirstOrDefault(input => input.Url is { } url && TypeOf(url) is null) is { } untyped
            ? ImageError.Invalid(
                $"'{untyped.Name}' is an address that does not end in a picture's type, such as .png, which the model must be told: send the picture itself.",
                untyped.Name,
                "unsupported_value")
            : null;

    /// <summary>The media type that an address's ending tells; null when it tells none.</summary>
    public static string? TypeOf(string address)
    {
        var path = address.AsSpan();
        var query = path.IndexOfAny('?', '#');
        path = query < 0 ? path : path[..query];
        string? type = null;
        foreach (var (ending, known) in Types)
            type = path.EndsWith(ending, StringComparison.OrdinalIgnoreCase) ? known : type;
        return type;
    }
}
