using System.Text;
using System.Text.Json;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;
using Iris.Transforms.Requests;
using Iris.Transforms.Wire.Json;
using Iris.Transforms.Wire.Pictures;

namespace Iris.Transforms.Providers.OpenRouter;

/// <summary>
/// Writes <c>input_images</c> in the form of both OpenRouter routes, <c>{"type":"image_url","image_url":{"url"}}</c>: URLs and data URLs unchanged,
/// bare base64 as a data URL.
/// </summary>
internal static class InputReferences
{
    /// <summary>The pictures' URLs, UTF-8 without JSON escapes; an entry that is no picture is reported.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Of(ProviderCall call)
    {
        if (!call.Sends(ImageParameters.InputImages) || call.Request.InputImages is not { } images)
            return [];
        var urls = new List<ReadOnlyMemory<byte>>();
        var reader = new Utf8JsonReader(images.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            // A picture may be large, so it is copied only when it has escapes.
            var text = reader.ValueIsEscaped
                ? Encoding.UTF8.GetBytes(JsonText.Unescape(reader.ValueSpan))
                : images.Slice((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
            if (AddressOf(text) is { } url)
                urls.Add(url);
            else
                Drop(call, text.Span);
        }
        return urls;
    }

    /// <summary>Writes the items of an array: the client's pictures, then the addresses.</summary>
    public static void Write(BodyWriter body, Utf8JsonWriter writer, ProviderCall call, IReadOnlyList<ReadOnlyMemory<byte>> urls)
    {
        foreach (var input in call.Request.Inputs)
        {
            Begin(writer);
            body.AddressValue(writer, input);
            End(writer);
        }
        foreach (var url in urls)
        {
            Begin(writer);
            writer.WriteStringValue(url.Span);
            End(writer);
        }
    }

    private static void Begin(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "image_url"u8);
        writer.WriteStartObject("image_url"u8);
        writer.WritePropertyName("url"u8);
    }

    private static void End(Utf8JsonWriter writer)
    {
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static ReadOnlyMemory<byte>? AddressOf(ReadOnlyMemory<byte> text)
    {
        if (text.Span.StartsWith("data:"u8) || text.Span.IndexOf("://"u8) >= 0)
            return text;
        // Not a conditional expression: there null would become empty memory, which is not null.
        if (ImageProbe.MediaTypeOf(text.Span) is not { } type)
            return null;
        return (byte[])[.. Encoding.ASCII.GetBytes($"data:{type};base64,"), .. text.Span];
    }

    private static void Drop(ProviderCall call, ReadOnlySpan<byte> image) => call.Report.Drop(
        "input_images", Encoding.UTF8.GetString(image[..Math.Min(image.Length, 80)]), "it is neither an address, a data URL nor the base64 of a picture");
}
