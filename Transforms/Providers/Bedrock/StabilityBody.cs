using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Providers.Bedrock;

/// <summary>
/// The flat body of Stability's text-to-image models (docs/providers/bedrock.md, "Request"); members that only one model has are merged into it.
/// </summary>
internal static class StabilityBody
{
    public static ProviderBody Write(ProviderCall call, BedrockRow row) => BodyWriter.Write(body =>
    {
        body.Text("prompt", call.Request.Prompt);
        body.Text("negative_prompt", call.Sent(ImageParameters.NegativePrompt, call.Request.NegativePrompt));
        body.Text("aspect_ratio", row.Shape.Choose(call).Ratio);
        body.Text("output_format", call.Format());
        body.Number("seed", call.Seed(0, row.MaxSeed));
        body.Extras(call);
    });
}
