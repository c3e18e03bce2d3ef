using System.Globalization;
using System.Text.Json;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;
using Iris.Transforms.Codecs.Shapes;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Families.Nebius;

/// <summary>
/// The body of Nebius' <c>images/generations</c>, the same at Nebius and behind Hugging Face's router: width and height from 64 to 2048, a format
/// under a name of its own, and diffusion parameters within limits (docs/providers/nebius.md, "Request").
/// </summary>
internal static class NebiusBody
{
    private const int MostSteps = 80;
    private const double MostGuidance = 100;

    /// <summary>The widths and heights that Nebius' models accept.</summary>
    public static readonly Shape Edges = Shape.Pixels(16, 64, 2048);

    /// <summary>The formats that Nebius' models make.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["png", "jpeg", "webp"];

    /// <summary>Writes the body.</summary>
    /// <param name="call">The call.</param>
    /// <param name="model">The model as Nebius knows it.</param>
    /// <param name="isHere">Selects the members outside the contract that stand in the body; null selects all.</param>
    public static ProviderBody Write(ProviderCall call, string model, Func<RawMember, bool>? isHere = null)
    {
        var size = call.Capabilities.Shape.Choose(call).Size;
        return BodyWriter.Write(body =>
        {
            body.Text("model", model);
            body.Text("prompt", call.Request.Prompt);
            body.Number("width", size?.Width);
            body.Number("height", size?.Height);
            body.Text("response_format", FormOf(call));
            body.Text("response_extension", call.Format("jpg"));
            body.Number("num_inference_steps", Steps(call));
            body.Number("seed", call.Seed(-1, long.MaxValue));
            body.Text("negative_prompt", call.Sent(ImageParameters.NegativePrompt, call.Request.NegativePrompt));
            foreach (var extra in call.Request.Extras)
            {
                if (extra.Name == "guidance_scale")
                    body.Raw(extra.Name, Guidance(call, extra.Json.Span));
                else if (extra.Name == "loras")
                    body.Raw(extra.Name, Loras(call, extra.Json.Span));
            }
            body.Extras(call, extra => extra.Name is not ("guidance_scale" or "loras") && isHere?.Invoke(extra) != false);
        });
    }

    private static string? FormOf(ProviderCall call) =>
        call.WantsBase64 ? "b64_json" : call.Request.ResponseFormat == ResponseForm.Url ? "url" : null;

    private static int? Steps(ProviderCall call)
    {
        if (call.Sent(ImageParameters.NumInferenceSteps, call.Request.NumInferenceSteps) is not { } asked)
            return null;
        var steps = Math.Clamp(asked, 1, MostSteps);
        if (steps != asked)
        {
            call.Report.Convert(
                "num_inference_steps", asked.ToString(CultureInfo.InvariantCulture), steps.ToString(CultureInfo.InvariantCulture), $"the model takes 1 to {MostSteps}");
        }
        return steps;
    }

    // The server decides about a value that is not a number, null included.
    private static ReadOnlySpan<byte> Guidance(ProviderCall call, ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var asked) || asked is >= 0 and <= MostGuidance)
            return json;
        var sent = asked < 0 ? "0"u8 : "100"u8;
        call.Report.Convert("guidance_scale", asked.ToString(CultureInfo.InvariantCulture), asked < 0 ? "0" : "100", $"the model takes 0 to {MostGuidance}");
        return sent;
    }

    // The documentation shows a single LoRA without a list; the schema allows only a list.
    private static ReadOnlySpan<byte> Loras(ProviderCall call, ReadOnlySpan<byte> json)
    {
        if (json.TrimStart(" \t\r\n"u8) is not [(byte)'{', ..])
            return json;
        call.Report.Convert("loras", "an object", "a list of it", "the model takes a list");
        return (byte[])[(byte)'[', .. json, (byte)']'];
    }
}
