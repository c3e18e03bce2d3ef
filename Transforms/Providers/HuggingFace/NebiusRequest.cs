using Iris.Transforms.Mapping;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Providers.HuggingFace;

/// <summary>Nebius: width and height of 64 to 2048, a format under its own name (providers-openai-like, section 4).</summary>
internal static class NebiusRequest
{
    private const int Least = 64;
    private const int Most = 2048;

    public static ProviderRequest Create(ProviderCall call, InferenceModel model) => new()
    {
        Uri = RouterAddress.Of(call, "/nebius/v1/images/generations"),
        Body = Write(call, model.Path),
    };

    private static ReadOnlyMemory<byte> Write(ProviderCall call, string model)
    {
        var size = ShapeChoice.Pixels(call, Fit);
        return BodyWriter.Write(body =>
        {
            body.Text("model", model);
            body.Text("prompt", call.Request.Prompt);
            body.Number("width", size?.Width);
            body.Number("height", size?.Height);
            body.Text("response_format", FormOf(call));
            body.Text("response_extension", Extension(call));
            body.Number("num_inference_steps", call.Sent(ImageParameters.NumInferenceSteps, call.Request.NumInferenceSteps));
            body.Number("seed", call.Seed(-1, long.MaxValue));
            body.Text("negative_prompt", call.Sent(ImageParameters.NegativePrompt, call.Request.NegativePrompt));
            body.Extras(call);
        });
    }

    private static string? FormOf(ProviderCall call) =>
        call.WantsBase64() ? "b64_json" : call.Request.ResponseFormat == ResponseForm.Url ? "url" : null;

    private static string? Extension(ProviderCall call)
    {
        if (!call.Sends(ImageParameters.OutputFormat))
            return null;
        switch (call.Request.OutputFormat!.ToLowerInvariant())
        {
            case "jpeg" or "jpg":
                return "jpg";
            case "png":
                return "png";
            case "webp":
                return "webp";
            default:
                call.Report.Convert("output_format", call.Request.OutputFormat, "png", "the model makes PNG, JPEG and WebP");
                return "png";
        }
    }

    // Both edges shrink together, so that the ratio stays.
    private static ImageSize Fit(double width, double height)
    {
        var scale = Math.Min(1, Most / Math.Max(width, height));
        return scale < 1
            ? ShapeChoice.Fit(width * scale, height * scale, 16, Least, Most)
            : DiffusionSizes.Fit(Math.Max(width, Least), Math.Max(height, Least));
    }
}
