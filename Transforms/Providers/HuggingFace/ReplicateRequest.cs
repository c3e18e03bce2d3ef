using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Providers.HuggingFace;

/// <summary>
/// Replicate's prediction (docs/providers/huggingface.md, "replicate"). The request asks the server to wait, so that a prediction that ends within
/// a minute needs no polling. A name with a colon is a version.
/// </summary>
internal static class ReplicateRequest
{
    // Members outside the input object.
    private static readonly string[] TopLevel = ["webhook", "webhook_events_filter"];

    public static ProviderRequest Create(ProviderCall call, InferenceModel model, HuggingFaceRow row)
    {
        var colon = model.Path.IndexOf(':');
        return new ProviderRequest
        {
            Uri = AddressPath.Join(
                call.Address, colon < 0 ? $"replicate/v1/models/{model.EscapedPath}/predictions" : "replicate/v1/predictions"),
            Body = Write(call, row, colon < 0 ? null : model.Path[(colon + 1)..]),
            Headers = [("Prefer", "wait")],
        };
    }

    private static ProviderBody Write(ProviderCall call, HuggingFaceRow row, string? version) => BodyWriter.Write(body =>
    {
        body.Text("version", version);
        body.Object("input", input =>
        {
            input.Text("prompt", call.Request.Prompt);
            WritePictures(input, call);
            input.Text("negative_prompt", call.Sent(ImageParameters.NegativePrompt, call.Request.NegativePrompt));
            WriteShape(input, call, row);
            if (row.CountMember is { } count)
                input.Number(count, call.Count);
            input.Number("seed", call.Sent(ImageParameters.Seed, call.Request.Seed));
            input.Number("num_inference_steps", call.Sent(ImageParameters.NumInferenceSteps, call.Request.NumInferenceSteps));
            input.Text("output_format", call.AnyFormat(row.Jpeg));
            input.Number("output_quality", call.Sent(ImageParameters.OutputCompression, call.Request.OutputCompression));
            input.Text("quality", call.Sent(ImageParameters.Quality, call.Request.Quality));
            input.Text("background", call.Sent(ImageParameters.Background, call.Request.Background));
            if (call.WantsLowModeration())
                input.Flag("disable_safety_checker", true);
            input.Extras(call, extra => !TopLevel.Contains(extra.Name, StringComparer.Ordinal));
        });
        body.Extras(call, extra => TopLevel.Contains(extra.Name, StringComparer.Ordinal));
    });

    private static void WritePictures(BodyWriter input, ProviderCall call)
    {
        var pictures = call.Request.Inputs;
        if (pictures.Count > 0 && HuggingFacePictures.IsNumbered(call.Model))
        {
            for (var i = 0; i < pictures.Count; i++)
                input.Address(i == 0 ? "input_image" : $"input_image_{i + 1}", pictures[i]);
        }
        else if (pictures.Count > 0 && HuggingFacePictures.ReplicateField(call.Model) is { } field)
        {
            input.Address(field, pictures[0]);
        }
        else if (pictures.Count > 0)
        {
            input.Addresses("input_images", pictures);
        }
        if (call.Request.Mask is { } mask)
            input.Address("mask", mask);
    }

    private static void WriteShape(BodyWriter input, ProviderCall call, HuggingFaceRow row)
    {
        var shape = row.Shape.Choose(call);
        input.Text("aspect_ratio", shape.Ratio);
        input.Text("resolution", shape.Tier);
        input.Number("width", shape.Size?.Width);
        input.Number("height", shape.Size?.Height);
    }
}
