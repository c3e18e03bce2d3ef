using System.Globalization;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Families.Google;

/// <summary>
/// Writes the body of Imagen's <c>predict</c> (docs/providers/gemini.md, "Request" and vertex.md, "Request"; docs/contract.md, section 10.6).
/// </summary>
internal static class ImagenWriter
{
    /// <summary>Writes the body.</summary>
    public static ProviderBody Write(ProviderCall call, GoogleModel model) => BodyWriter.Write((call, model), static (body, of) =>
    {
        var (call, model) = of;
        body.Array("instances", writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("prompt"u8, call.Request.Prompt);
            writer.WriteEndObject();
        });
        NativeExtras.Imagen.Place(call, model, body);
        body.Object("parameters", parameters => WriteParameters(call, model, parameters));
        GoogleParameters.JudgeBackground(call);
    });

    private static void WriteParameters(ProviderCall call, GoogleModel model, BodyWriter parameters)
    {
        // Always sent: Imagen's own default is four.
        parameters.Hold("sampleCount");
        parameters.Number("sampleCount", call.Request.Count);
        var shape = GoogleShape.Of(call, model);
        if (shape.Ratio is not null)
            GoogleParameters.Give(call, parameters, "aspectRatio", shape.Ratio, shape.RatioFrom!, null);
        // Not "imageSize", a name that only Google's SDKs use (docs/providers/gemini.md, "Request").
        if (shape.Tier is not null)
            GoogleParameters.Give(call, parameters, "sampleImageSize", shape.Tier, shape.TierFrom!, null);
        JudgeStorage(call, parameters);
        GoogleParameters.WriteOutput(call, parameters, "outputOptions");
        WriteSeed(call, parameters);
        if (call.Sends(ImageParameters.NegativePrompt) && call.Request.NegativePrompt is { Length: > 0 } negative)
            GoogleParameters.Give(call, parameters, "negativePrompt", negative, "negative_prompt", negative);
        if (call.WantsLowModeration("only 'auto' and 'low' are known"))
            GoogleParameters.Give(call, parameters, "safetySetting", "block_only_high", "moderation", "low");
        // Without it the answer does not tell why a picture was filtered.
        if (!parameters.Has("includeRaiReason"))
            parameters.Flag("includeRaiReason", true);
    }

    // With this member the pictures go to the client's bucket and the answer has only their addresses.
    private static void JudgeStorage(ProviderCall call, BodyWriter parameters)
    {
        if (!call.WantsBase64 || !parameters.Has("storageUri"))
            return;
        parameters.Hold("storageUri");
        call.Report.Drop("storageUri", null, "the answer would have addresses in place of the base64 that is asked for; 'response_format' 'url' takes them");
    }

    // Imagen rejects a seed together with its watermark, and the watermark is its default.
    private static void WriteSeed(ProviderCall call, BodyWriter parameters)
    {
        if (parameters.Has("addWatermark", "true"u8))
        {
            if (call.Sends(ImageParameters.Seed))
                call.Report.Drop("seed", call.Request.Seed?.ToString(CultureInfo.InvariantCulture), "the model takes none with 'addWatermark'");
            return;
        }
        if (GoogleParameters.SeedOf(call, least: 1) is not { } seed)
            return;
        parameters.Hold("seed");
        parameters.Number("seed", seed);
        if (parameters.Has("addWatermark"))
            return;
        parameters.Flag("addWatermark", false);
        var asked = call.Request.Seed.GetValueOrDefault().ToString(CultureInfo.InvariantCulture);
        call.Report.Convert("seed", asked, "seed and addWatermark: false", "the model takes a seed only without its watermark");
    }
}
