using System.Text;
using System.Text.Json;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;
using Iris.Transforms.Requests;
using Iris.Transforms.Wire.Json;
using Iris.Transforms.Wire.Pictures;

namespace Iris.Transforms.Families.Google;

/// <summary>
/// Writes <c>input_images</c> as parts: data URLs and bare base64 inside the body, other URLs only where Google fetches them itself. The gateway
/// fetches nothing here, because a codec does no I/O.
/// </summary>
internal static class InputParts
{
    // The picture's media type by the ending of its URL.
    private static readonly (string Ending, string Type)[] Types =
    [
        (".png", "image/png"), (".jpg", "image/jpeg"), (".jpeg", "image/jpeg"), (".webp", "image/webp"), (".gif", "image/gif"),
        (".heic", "image/heic"), (".heif", "image/heif"), (".avif", "image/avif"),
    ];

    private static ReadOnlySpan<byte> DataScheme => "data:"u8;
    private static ReadOnlySpan<byte> Base64Mark => ";base64"u8;

    /// <summary>Writes the client's pictures, in order. An address has been judged by the model's row.</summary>
    public static void WriteInputs(BodyWriter body, Utf8JsonWriter writer, ProviderCall call)
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

    public static void Write(Utf8JsonWriter writer, ProviderCall call, GoogleModel model)
    {
        if (!call.Sends(ImageParameters.InputImages) || call.Request.InputImages is not { } images)
            return;
        var reader = new Utf8JsonReader(images.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            // CopyString throws at half a surrogate pair, so it is not used.
            WriteOne(writer, call, model, reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(JsonText.Unescape(reader.ValueSpan)) : reader.ValueSpan);
        }
    }

    private static void WriteOne(Utf8JsonWriter writer, ProviderCall call, GoogleModel model, ReadOnlySpan<byte> image)
    {
        if (image.StartsWith(DataScheme))
            WriteDataUrl(writer, call, image);
        else if (image.IndexOf("://"u8) >= 0)
            WriteAddress(writer, call, model, Encoding.UTF8.GetString(image));
        else if (ImageProbe.MediaTypeOf(image) is { } type)
            WriteInline(writer, Encoding.ASCII.GetBytes(type), image);
        else
            Drop(call, image, "it is neither an address, a data URL nor the base64 of a picture");
    }

    private static void WriteDataUrl(Utf8JsonWriter writer, ProviderCall call, ReadOnlySpan<byte> image)
    {
        var comma = image.IndexOf((byte)',');
        var head = comma < 0 ? default : image[DataScheme.Length..comma];
        if (!head.EndsWith(Base64Mark))
        {
            Drop(call, image, "a data URL has to be base64");
            return;
        }
        var data = image[(comma + 1)..];
        var type = head[..^Base64Mark.Length];
        var parameter = type.IndexOf((byte)';');
        type = parameter < 0 ? type : type[..parameter];
        if (!type.IsEmpty)
            WriteInline(writer, type, data);
        else if (ImageProbe.MediaTypeOf(data) is { } sniffed)
            WriteInline(writer, Encoding.ASCII.GetBytes(sniffed), data);
        else
            Drop(call, image, "the data URL has no media type");
    }

    private static void WriteAddress(Utf8JsonWriter writer, ProviderCall call, GoogleModel model, string address)
    {
        if (!model.FileAddresses.Any(start => address.StartsWith(start, StringComparison.OrdinalIgnoreCase)))
        {
            call.Report.Drop("input_images", address, "the model does not fetch from there: send the picture as a data URL");
            return;
        }
        var type = TypeOf(address);
        if (type is null && model.FilesNeedType)
        {
            call.Report.Drop("input_images", address, "its address does not end in a picture's type, such as .png");
            return;
        }
        writer.WriteStartObject();
        writer.WriteStartObject("fileData"u8);
        if (type is not null)
            writer.WriteString("mimeType"u8, type);
        writer.WriteString("fileUri"u8, address);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteInline(Utf8JsonWriter writer, ReadOnlySpan<byte> type, ReadOnlySpan<byte> base64)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("inlineData"u8);
        writer.WriteString("mimeType"u8, type);
        writer.WriteString("data"u8, base64);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Drop(ProviderCall call, ReadOnlySpan<byte> image, string reason) =>
        call.Report.Drop("input_images", Encoding.UTF8.GetString(image[..Math.Min(image.Length, 80)]), reason);
}
