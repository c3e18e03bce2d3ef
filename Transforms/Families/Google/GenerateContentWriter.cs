using System.Globalization;
using System.Text.Json;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Families.Google;

/// <summary>
/// Writes the body of <c>generateContent</c> for a Gemini image model (docs/providers/gemini.md, "Request"; docs/contract.md, section 10.5).
/// </summary>
internal static class GenerateContentWriter
{
    // The categories of harm; the civic-integrity category does not apply to image models.
    private static ReadOnlySpan<byte> PermissiveSafety =>
        """
        [{"category":"HARM_CATEGORY_HARASSMENT","threshold":"BLOCK_ONLY_HIGH"},{"category":"HARM_CATEGORY_HATE_SPEECH","threshold":"BLOCK_ONLY_HIGH"},{"category":"HARM_CATEGORY_SEXUALLY_EXPLICIT","threshold":"BLOCK_ONLY_HIGH"},{"category":"HARM_CATEGORY_DANGEROUS_CONTENT","threshold":"BLOCK_ONLY_HIGH"}]
        """u8;

    /// <summary>Writes the body.</summary>
    public static ProviderBody Write(ProviderCall call, GoogleModel model) => BodyWriter.Write((call, model), static (body, of) =>
    {
        var (call, model) = of;
        // Stands first in the body and is judged last in the reports.
        body.Hold("contents");
        NativeExtras.GenerateContent.Place(call, model, body);
        body.Object("generationConfig", config => WriteConfig(call, model, config));
        if (call.WantsLowModeration("only 'auto' and 'low' are known") && GoogleParameters.IsFree(call, body, "safetySettings", "moderation", "low"))
            body.Raw("safetySettings", PermissiveSafety);
        GoogleParameters.JudgeBackground(call);
        body.Array("contents", writer => WriteContent(body, writer, call));
    });

    private static void WriteContent(BodyWriter body, Utf8JsonWriter writer, ProviderCall call)
    {
        writer.WriteStartObject();
        // Vertex refuses a content without a role.
        writer.WriteString("role"u8, "user"u8);
        writer.WriteStartArray("parts"u8);
        InputParts.Write(body, writer, call);
        writer.WriteStartObject();
        writer.WriteString("text"u8, PromptOf(call));
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteConfig(ProviderCall call, GoogleModel model, BodyWriter config)
    {
        // Without this the model may answer with text alone.
        config.Raw("responseModalities", "[\"IMAGE\"]"u8);
        config.Object("imageConfig", image =>
        {
            var shape = GoogleShape.Of(call, model);
            if (shape.Ratio is not null)
                GoogleParameters.Give(call, image, "aspectRatio", shape.Ratio, shape.RatioFrom!, null);
            if (shape.Tier is not null)
                GoogleParameters.Give(call, image, "imageSize", shape.Tier, shape.TierFrom!, null);
            GoogleParameters.WriteOutput(call, image, "imageOutputOptions");
        });
        if (GoogleParameters.SeedOf(call, least: 0) is { } seed)
        {
            config.Hold("seed");
            config.Number("seed", seed);
        }
        WriteDrafts(call, model, config);
    }

    // Nobody can see drafts in a plain answer, and Google may send them unasked.
    private static void WriteDrafts(ProviderCall call, GoogleModel model, BodyWriter config)
    {
        if (!call.Streams && model.ShowsDrafts)
        {
            config.Object("thinkingConfig", static thinking =>
            {
                if (!thinking.Has("includeThoughts"))
                    thinking.Flag("includeThoughts", false);
            });
        }
        if (!call.Sends(ImageParameters.PartialImages) || call.Request.PartialImages is not { } count || count == 0)
            return;
        var asked = count.ToString(CultureInfo.InvariantCulture);
        if (!call.Streams || !model.ShowsDrafts)
        {
            call.Report.Drop("partial_images", asked, "only a stream shows drafts");
            return;
        }
        config.Object("thinkingConfig", thinking =>
        {
            thinking.Hold("includeThoughts");
            thinking.Flag("includeThoughts", true);
        });
        call.Report.Convert("partial_images", asked, "includeThoughts", "the model decides how many drafts it makes");
    }

    private static string PromptOf(ProviderCall call)
    {
        if (!call.Sends(ImageParameters.NegativePrompt) || string.IsNullOrWhiteSpace(call.Request.NegativePrompt))
            return call.Request.Prompt;
        call.Report.Convert("negative_prompt", call.Request.NegativePrompt, "a sentence of the prompt", "the model has no parameter for it");
        return $"{call.Request.Prompt}\n\nThe picture must not contain: {call.Request.NegativePrompt}";
    }
}
