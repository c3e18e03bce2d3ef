using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Providers.Xai;

/// <summary>Writes <c>POST {base}/images/generations</c> with xAI's members (docs/providers/xai.md, "Request").</summary>
internal static class XaiRequest
{
    private static readonly string[] Qualities = ["low", "medium", "high"];

    public static ProviderRequest Create(ProviderCall call) => new()
    {
        Uri = AddressPath.Join(call.Address, "v1", "images/generations"),
        Body = Write(call),
    };

    private static ProviderBody Write(ProviderCall call)
    {
        var shape = call.Capabilities.Shape.Choose(call);
        return BodyWriter.Write(body =>
        {
            body.Text("model", call.Model);
            body.Text("prompt", call.Request.Prompt);
            body.Number("n", call.Count());
            body.Text("aspect_ratio", shape.Ratio);
            body.Text("resolution", shape.Tier);
            body.Text("quality", call.Quality(Qualities));
            body.Text("response_format", FormOf(call));
            body.Text("user", call.Sent(ImageParameters.User, call.Request.User));
            body.Extras(call);
        });
    }

    // xAI's default is a URL; a stream's events carry only base64.
    private static string? FormOf(ProviderCall call) =>
        call.WantsBase64() ? "b64_json" : call.Request.ResponseFormat == ResponseForm.Url ? "url" : null;
}
