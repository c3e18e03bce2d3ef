using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Families.SelfHosted;

/// <summary>
/// Writes <c>POST {base}/v1/images/generations</c> for self-hosted servers: OpenAI's body with diffusion members beside it (docs/providers/sgl.md,
/// "Request"). The model's row tells which members are sent; members outside the contract (LoRA, guidance, shift) are sent unchanged.
/// </summary>
internal static class SelfHostedRequest
{
    public static ProviderRequest Create(ProviderCall call) => new()
    {
        Uri = AddressPath.Join(call.Address, "v1", "images/generations"),
        Body = Write(call),
    };

    private static ProviderBody Write(ProviderCall call)
    {
        var request = call.Request;
        var size = call.Capabilities.Shape.Choose(call).Size;
        return BodyWriter.Write(body =>
        {
            body.Text("model", call.Model);
            body.Text("prompt", request.Prompt);
            body.Number("n", call.Count());
            body.Text("size", size?.ToString());
            body.Text("quality", UnlessAuto(call.Sent(ImageParameters.Quality, request.Quality)));
            // Always base64: a URL of such a server points into its cluster or to its disk, and may be the server's default.
            body.Text("response_format", "b64_json");
            body.Text("background", UnlessAuto(call.Sent(ImageParameters.Background, request.Background)));
            // Such a server accepts a format that it does not know without an error.
            if (!"auto".Equals(request.OutputFormat, StringComparison.OrdinalIgnoreCase))
                body.Text("output_format", call.Format(["png", "jpeg", "webp"], "the server makes PNG, JPEG and WebP"));
            body.Number("output_compression", call.Sent(ImageParameters.OutputCompression, request.OutputCompression));
            body.Number("seed", call.Sent(ImageParameters.Seed, request.Seed));
            body.Text("negative_prompt", call.Sent(ImageParameters.NegativePrompt, request.NegativePrompt));
            body.Number("num_inference_steps", call.Sent(ImageParameters.NumInferenceSteps, request.NumInferenceSteps));
            body.Text("user", call.Sent(ImageParameters.User, request.User));
            body.Extras(call);
        });
    }

    // "auto" equals an absent member, and not every server knows the word.
    private static string? UnlessAuto(string? value) => "auto".Equals(value, StringComparison.OrdinalIgnoreCase) ? null : value;
}
