using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Providers.HuggingFace;

/// <summary>fal's body (docs/providers/huggingface.md, "fal-ai"); members that only one model has are merged into it.</summary>
internal static class FalRequest
{
    public static ProviderRequest Create(ProviderCall call, InferenceModel model, HuggingFaceRow row)
    {
        var isQueued = FalTask.IsQueued(call, row);
        return new ProviderRequest
        {
            Uri = AddressPath.Join(call.Address, $"fal-ai/{model.EscapedPath}{(isQueued ? FalTask.Query : "")}"),
            Body = Write(call, row, isQueued),
        };
    }

    private static ProviderBody Write(ProviderCall call, HuggingFaceRow row, bool isQueued) => BodyWriter.Write(body =>
    {
        body.Text("prompt", call.Request.Prompt);
        WritePictures(body, call);
        body.Text("negative_prompt", call.Sent(ImageParameters.NegativePrompt, call.Request.NegativePrompt));
        WriteShape(body, call, row);
        body.Number("num_images", call.Count);
        body.Number("seed", call.Sent(ImageParameters.Seed, call.Request.Seed));
        body.Number("num_inference_steps", call.Sent(ImageParameters.NumInferenceSteps, call.Request.NumInferenceSteps));
        body.Text("output_format", call.AnyFormat());
        body.Text("quality", call.Sent(ImageParameters.Quality, call.Request.Quality));
        body.Text("background", call.Sent(ImageParameters.Background, call.Request.Background));
        if (call.WantsLowModeration())
            body.Flag("enable_safety_checker", false);
        // fal does not store a picture that it returns inside the answer, so a queued call cannot use sync_mode and fetches the picture instead.
        if (call.WantsBase64 && !isQueued)
            body.Flag("sync_mode", true);
        body.Extras(call);
    });

    // A model has one field or the other, and its name says which (docs/providers/huggingface.md, "Edits").
    private static void WritePictures(BodyWriter body, ProviderCall call)
    {
        var inputs = call.Request.Inputs;
        if (inputs.Count > 0 && HuggingFacePictures.IsList(call))
            body.Addresses("image_urls", inputs);
        else if (inputs.Count > 0)
            body.Address("image_url", inputs[0]);
        if (call.Request.Mask is { } mask)
            body.Address("mask_url", mask);
    }

    private static void WriteShape(BodyWriter body, ProviderCall call, HuggingFaceRow row)
    {
        var shape = row.Shape.Choose(call);
        body.Text("aspect_ratio", shape.Ratio);
        body.Text("resolution", shape.Tier);
        if (shape.Size is not { } size)
            return;
        if (row.TakesSizeAsText)
        {
            body.Text("image_size", size.ToString());
            return;
        }
        body.Object("image_size", edges =>
        {
            edges.Number("width", size.Width);
            edges.Number("height", size.Height);
        });
    }
}
