using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;
using Iris.Transforms.Codecs.Shapes;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Providers.Xai;

/// <summary>
/// Writes <c>POST {base}/images/generations</c> with xAI's members (docs/providers/xai.md, "Request"), or <c>…/images/edits</c> with the client's
/// pictures as well (docs/providers/xai.md, "Edits").
/// </summary>
internal static class XaiRequest
{

    public static ProviderRequest Create(ProviderCall call) => new()
    {
        Uri = AddressPath.Join(call.Address, "v1", call.Request.Inputs.Count > 0 ? "images/edits" : "images/generations"),
        Body = Write(call),
    };

    private static ProviderBody Write(ProviderCall call)
    {
        var shape = call.Capabilities.Shape.Choose(call);
        return BodyWriter.Write(body =>
        {
            body.Text("model", call.Model);
            body.Text("prompt", call.Request.Prompt);
            WritePictures(body, call);
            body.Number("n", call.Count);
            body.Text("aspect_ratio", RatioOf(call, shape));
            body.Text("resolution", shape.Tier);
            body.Text("quality", call.Quality(call.Capabilities.Qualities));
            body.Text("response_format", FormOf(call));
            body.Text("user", call.Sent(ImageParameters.User, call.Request.User));
            body.Extras(call);
        });
    }

    // One picture and a list exclude each other.
    private static void WritePictures(BodyWriter body, ProviderCall call)
    {
        var inputs = call.Request.Inputs;
        if (inputs.Count == 1)
        {
            body.Object("image", image =>
            {
                image.Address("url", inputs[0]);
                image.Text("type", "image_url");
            });
        }
        else if (inputs.Count > 1)
        {
            body.Array("images", items =>
            {
                foreach (var input in inputs)
                {
                    items.WriteStartObject();
                    items.WritePropertyName("url");
                    body.AddressValue(items, input);
                    items.WriteString("type", "image_url");
                    items.WriteEndObject();
                }
            });
        }
    }

    // With one picture xAI answers 400 to a ratio.
    private static string? RatioOf(ProviderCall call, ChosenShape shape)
    {
        if (call.Request.Inputs.Count != 1 || shape.Ratio is null)
            return shape.Ratio;
        call.Report.Drop(shape.RatioFrom ?? "aspect_ratio", shape.Ratio, "an edit of one picture keeps its ratio");
        return null;
    }

    // xAI's default is a URL; a stream's events carry only base64.
    private static string? FormOf(ProviderCall call) =>
        call.WantsBase64 ? "b64_json" : call.Request.ResponseFormat == ResponseForm.Url ? "url" : null;
}
