using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Providers.HuggingFace;

/// <summary>Together: OpenAI's body with some other member names (docs/providers/huggingface.md, "together").</summary>
internal static class TogetherRequest
{
    public static ProviderRequest Create(ProviderCall call, InferenceModel model) => new()
    {
        Uri = AddressPath.Join(call.Address, "together/v1/images/generations"),
        Body = Write(call, model.Path),
    };

    private static ProviderBody Write(ProviderCall call, string model)
    {
        var size = call.Capabilities.Shape.Choose(call).Size;
        return BodyWriter.Write(body =>
        {
            body.Text("model", model);
            body.Text("prompt", call.Request.Prompt);
            if (call.Request.Inputs.Count > 0)
                body.Address("image_url", call.Request.Inputs[0]);
            if (call.Request.Inputs.Count > 1)
                body.Addresses("reference_images", call.Request.Inputs.Skip(1));
            body.Number("n", call.Count);
            body.Number("width", size?.Width);
            body.Number("height", size?.Height);
            body.Text("response_format", call.WantsBase64 ? "base64" : call.Request.ResponseFormat == ResponseForm.Url ? "url" : null);
            body.Text("output_format", call.Format());
            body.Number("steps", call.Sent(ImageParameters.NumInferenceSteps, call.Request.NumInferenceSteps));
            body.Number("seed", call.Sent(ImageParameters.Seed, call.Request.Seed));
            body.Text("negative_prompt", call.Sent(ImageParameters.NegativePrompt, call.Request.NegativePrompt));
            body.Extras(call);
        });
    }
}
