using System.Globalization;
using System.Text.Json;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;
using Iris.Transforms.Requests;
using Iris.Transforms.Wire.Buffers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Families.Google;

/// <summary>Writes the body of <c>generateContent</c> for a Gemini image model (docs/providers/gemini.md, "Request"; docs/contract.md, section 10.5).</summary>
public static class GenerateContentWriter
{
    // What a client can be harmed by; the civic-integrity category is not one of image models.
    private static ReadOnlySpan<byte> PermissiveSafety =>
        """
        [{"category":"HARM_CATEGORY_HARASSMENT","threshold":"BLOCK_ONLY_HIGH"},{"category":"HARM_CATEGORY_HATE_SPEECH","threshold":"BLOCK_ONLY_HIGH"},{"category":"HARM_CATEGORY_SEXUALLY_EXPLICIT","threshold":"BLOCK_ONLY_HIGH"},{"category":"HARM_CATEGORY_DANGEROUS_CONTENT","threshold":"BLOCK_ONLY_HIGH"}]
        """u8;

    /// <summary>Writes the body.</summary>
    public static ReadOnlyMemory<byte> Write(ProviderCall call, GoogleModel model)
    {
        var root = new JsonTree();
        NativeExtras.GenerateContent.Place(call, model, root);
        WriteConfig(call, model, root.Child("generationConfig"));
        if (call.WantsLowModeration("only 'auto' and 'low' are known") && GoogleParameters.IsFree(call, root, "safetySettings", "moderation", "low"))
            root.SetRaw("safetySettings", PermissiveSafety);
        GoogleParameters.JudgeBackground(call);

        using var buffer = new PooledBuffer();
        using (var writer = new Utf8JsonWriter(buffer, JsonOutput.Options))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("contents"u8);
            writer.WriteStartObject();
            // Vertex refuses a content without a role.
            writer.WriteString("role"u8, "user"u8);
            writer.WriteStartArray("parts"u8);
            writer.WriteStartObject();
            writer.WriteString("text"u8, PromptOf(call));
            writer.WriteEndObject();
            InputParts.Write(writer, call, model);
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndArray();
            root.WriteMembers(writer);
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteConfig(ProviderCall call, GoogleModel model, JsonTree config)
    {
        // Without it the model may answer with words alone.
        if (!config.Has("responseModalities"))
            config.SetRaw("responseModalities", "[\"IMAGE\"]"u8);
        var image = config.Child("imageConfig");
        var shape = GoogleShape.Of(call, model);
        if (shape.Ratio is not null)
            GoogleParameters.Give(call, image, "aspectRatio", shape.Ratio, shape.RatioFrom!, null);
        if (shape.Tier is not null)
            GoogleParameters.Give(call, image, "imageSize", shape.Tier, shape.TierFrom!, null);
        GoogleParameters.WriteOutput(call, image, "imageOutputOptions");
        if (GoogleParameters.SeedOf(call, least: 0) is { } seed)
            config.Set("seed", seed);
        WriteDrafts(call, model, config);
    }

    private static void WriteDrafts(ProviderCall call, GoogleModel model, JsonTree config)
    {
        if (!call.Sends(ImageParameters.PartialImages) || call.Request.PartialImages is not { } count || count == 0)
            return;
        var asked = count.ToString(CultureInfo.InvariantCulture);
        if (!call.Streams || !model.ShowsDrafts)
        {
            call.Report.Drop("partial_images", asked, "only a stream shows drafts");
            return;
        }
        config.Child("thinkingConfig").Set("includeThoughts", true);
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
