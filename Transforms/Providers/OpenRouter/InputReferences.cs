using System.Text.Json;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;

namespace Iris.Transforms.Providers.OpenRouter;

/// <summary>
/// Writes the client's pictures in the form of both OpenRouter routes, <c>{"type":"image_url","image_url":{"url"}}</c>: addresses as they came,
/// bytes as data URLs.
/// </summary>
internal static class InputReferences
{
    /// <summary>Writes the items of an array.</summary>
    public static void Write(BodyWriter body, Utf8JsonWriter writer, ProviderCall call)
    {
        foreach (var input in call.Request.Inputs)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "image_url"u8);
            writer.WriteStartObject("image_url"u8);
            writer.WritePropertyName("url"u8);
            body.AddressValue(writer, input);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
    }
}
