using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Providers.HuggingFace;

/// <summary>
/// Hugging Face's own servers: <c>{"inputs", "parameters"}</c>. Everything but the prompt belongs in <c>parameters</c>; the server ignores members
/// beside it (docs/providers/huggingface.md, "hf-inference"). With a picture, <c>inputs</c> is the picture.
/// </summary>
internal static class HfInferenceRequest
{
    public static ProviderRequest Create(ProviderCall call, InferenceModel model) => new()
    {
        Uri = AddressPath.Join(call.Address, $"hf-inference/models/{model.EscapedPath}"),
        Body = Write(call),
        Accept = "image/*",
    };

    private static ProviderBody Write(ProviderCall call)
    {
        var size = call.Capabilities.Shape.Choose(call).Size;
        return BodyWriter.Write(body =>
        {
            var isEdit = call.Request.Inputs.Count > 0;
            if (isEdit)
                body.Picture("inputs", call.Request.Inputs[0]);
            else
                body.Text("inputs", call.Request.Prompt);
            body.Object("parameters", parameters =>
            {
                if (isEdit)
                    parameters.Text("prompt", call.Request.Prompt);
                parameters.Text("negative_prompt", call.Sent(ImageParameters.NegativePrompt, call.Request.NegativePrompt));
                parameters.Number("num_inference_steps", call.Sent(ImageParameters.NumInferenceSteps, call.Request.NumInferenceSteps));
                // Image to image names the size of the target; a generation's edges stand alone.
                if (isEdit)
                    parameters.Open("target_size");
                parameters.Number("width", size?.Width);
                parameters.Number("height", size?.Height);
                if (isEdit)
                    parameters.Close();
                parameters.Number("seed", call.Sent(ImageParameters.Seed, call.Request.Seed));
                parameters.Extras(call);
            });
        });
    }
}
