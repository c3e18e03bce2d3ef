using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Families.SelfHosted;

/// <summary>
/// Writes <c>POST {base}/v1/images/generations</c> for self-hosted servers: OpenAI's body with diffusion members beside it (docs/providers/sgl.md,
/// "Request"). The model's row tells which members are sent; members outside the contract (LoRA, guidance, shift) are sent unchanged. A request with
/// pictures is a form for <c>…/images/edits</c> with the same members (docs/providers/sgl.md, "Edits").
/// </summary>
internal static class SelfHostedRequest
{
    /// <summary>Writes the call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="maskName">The server's name of a mask's part.</param>
    public static ProviderRequest Create(ProviderCall call, string maskName)
    {
        if (call.Request.Inputs.Count == 0)
        {
            return new()
            {
                Uri = AddressPath.Join(call.Address, "v1", "images/generations"),
                Body = BodyWriter.Write(body =>
                {
                    WriteMembers(body, call);
                    body.Extras(call);
                }),
            };
        }
        var (form, contentType) = Form(call, maskName);
        return new() { Uri = AddressPath.Join(call.Address, "v1", "images/edits"), Body = form, ContentType = contentType };
    }

    private static (ProviderBody Body, string ContentType) Form(ProviderCall call, string maskName)
    {
        var form = new FormWriter();
        WriteMembers(form, call);
        for (var i = 0; i < call.Request.Inputs.Count; i++)
        {
            var input = call.Request.Inputs[i];
            // The server fetches an address itself.
            if (input.Url is { } url)
                form.Text("url[]", url);
            else
                form.Picture("image", input, $"image-{i + 1}");
        }
        if (call.Request.Mask is { } mask)
            form.Picture(maskName, mask, "mask");
        form.Extras(call);
        return form.Finish();
    }

    private static void WriteMembers<TBody>(TBody body, ProviderCall call)
        where TBody : IMemberWriter
    {
        var request = call.Request;
        body.Text("model", call.Model);
        body.Text("prompt", request.Prompt);
        body.Number("n", call.Count);
        body.Text("size", call.Capabilities.Shape.Choose(call).Size?.ToString());
        body.Text("quality", UnlessAuto(call.Sent(ImageParameters.Quality, request.Quality)));
        // Always base64: a URL of such a server points into its cluster or to its disk, and may be the server's default.
        body.Text("response_format", "b64_json");
        body.Text("background", UnlessAuto(call.Sent(ImageParameters.Background, request.Background)));
        // Such a server accepts a format that it does not know without an error.
        if (!"auto".Equals(request.OutputFormat, StringComparison.OrdinalIgnoreCase))
            body.Text("output_format", call.Format());
        body.Number("output_compression", call.Sent(ImageParameters.OutputCompression, request.OutputCompression));
        body.Number("seed", call.Sent(ImageParameters.Seed, request.Seed));
        body.Text("negative_prompt", call.Sent(ImageParameters.NegativePrompt, request.NegativePrompt));
        body.Number("num_inference_steps", call.Sent(ImageParameters.NumInferenceSteps, request.NumInferenceSteps));
        body.Text("user", call.Sent(ImageParameters.User, request.User));
    }

    // "auto" equals an absent member, and not every server knows the word.
    private static string? UnlessAuto(string? value) => "auto".Equals(value, StringComparison.OrdinalIgnoreCase) ? null : value;
}
