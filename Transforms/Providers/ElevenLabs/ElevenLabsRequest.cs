using System.Text.Json;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Providers.ElevenLabs;

/// <summary>
/// Writes the order (docs/providers/elevenlabs.md, "Request"). Members that only one model has, such as <c>images</c>, are passed on.
/// </summary>
internal static class ElevenLabsRequest
{
    private const string InlineType = "inline_base64";

    public static ProviderRequest Create(ProviderCall call) => new()
    {
        Uri = AddressPath.Join(call.Address, "v1", "flows/image"),
        Body = Write(call),
    };

    private static ProviderBody Write(ProviderCall call)
    {
        var shape = call.Capabilities.Shape.Choose(call);
        return BodyWriter.Write(body =>
        {
            body.Text("model_id", call.Model);
            body.Text("prompt", call.Request.Prompt);
            if (call.Request.Inputs.Count > 0)
                body.Array("images", items => WritePictures(body, items, call.Request.Inputs));
            if (call.Request.Mask is { } mask)
                body.Object("mask", member => WritePicture(member, mask));
            body.Text("aspect_ratio", shape.Ratio);
            body.Text("resolution", shape.Tier);
            body.Text("quality", call.Quality(call.Capabilities.Qualities, standard: "medium"));
            body.Text("background", Background(call));
            body.Number("seed", call.Sent(ImageParameters.Seed, call.Request.Seed));
            body.Extras(call);
        });
    }

    private static void WritePictures(BodyWriter body, Utf8JsonWriter items, IReadOnlyList<ImageInput> pictures)
    {
        foreach (var picture in pictures)
        {
            items.WriteStartObject();
            items.WriteString("type"u8, InlineType);
            items.WritePropertyName("content_base64"u8);
            body.PictureValue(picture);
            items.WriteString("mime_type"u8, picture.MediaType);
            items.WriteEndObject();
        }
    }

    private static void WritePicture(BodyWriter member, ImageInput picture)
    {
        member.Text("type", InlineType);
        member.Picture("content_base64", picture);
        member.Text("mime_type", picture.MediaType);
    }

    private static string? Background(ProviderCall call) =>
        call.Sent(ImageParameters.Background, call.Request.Background) is { } asked && !asked.Equals("auto", StringComparison.OrdinalIgnoreCase)
            ? asked
            : null;
}
