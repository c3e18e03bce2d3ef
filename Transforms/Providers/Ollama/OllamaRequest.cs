using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Providers.Ollama;

/// <summary>
/// Writes <c>POST v1/images/generations</c>, or <c>POST api/generate</c> for two features that only this route has: progress, and the number of
/// steps (docs/providers/ollama.md, "Request").
/// </summary>
internal static class OllamaRequest
{
    /// <summary>Whether the call goes to the native route.</summary>
    public static bool IsNative(ProviderCall call) => call.Streams || call.Sends(ImageParameters.NumInferenceSteps);

    public static ProviderRequest Create(ProviderCall call) => IsNative(call)
        ? new ProviderRequest
        {
            Uri = OllamaAddress.Generate(call.Address),
            Body = WriteNative(call),
            Accept = call.Streams ? "application/x-ndjson" : "application/json",
        }
        : new ProviderRequest
        {
            Uri = call.Request.Inputs.Count > 0 ? OllamaAddress.Edits(call.Address) : OllamaAddress.Images(call.Address),
            Body = WriteCompatible(call),
        };

    private static ProviderBody WriteCompatible(ProviderCall call) => BodyWriter.Write(body =>
    {
        body.Text("model", call.Model);
        body.Text("prompt", call.Request.Prompt);
        if (call.Request.Inputs.Count > 0)
            body.Picture("image", call.Request.Inputs[0], asDataUrl: true);
        body.Text("size", SizeOf(call)?.ToString());
        body.Text("response_format", "b64_json");
        body.Number("seed", call.Sent(ImageParameters.Seed, call.Request.Seed));
        body.Extras(call);
    });

    private static ProviderBody WriteNative(ProviderCall call) => BodyWriter.Write(body =>
    {
        body.Text("model", call.Model);
        body.Text("prompt", call.Request.Prompt);
        if (call.Request.Inputs.Count > 0)
            body.Array("images", _ => body.PictureValue(call.Request.Inputs[0]));
        var size = SizeOf(call);
        body.Number("width", size?.Width);
        body.Number("height", size?.Height);
        body.Number("steps", call.Sent(ImageParameters.NumInferenceSteps, call.Request.NumInferenceSteps));
        if (call.Sends(ImageParameters.Seed))
            body.Object("options", options => options.Number("seed", call.Request.Seed));
        body.Flag("stream", call.Streams);
        body.Extras(call);
    });

    private static ImageSize? SizeOf(ProviderCall call) => call.Capabilities.Shape.Choose(call).Size;
}
