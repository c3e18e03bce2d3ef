using System.Text.Json;
using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Buffers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Families.Google;

/// <summary>
/// Converts <c>usageMetadata</c> to OpenAI's <c>usage</c> (docs/providers/gemini.md, "Answer"). Thoughts count as output: Google bills them so, and
/// only then do input and output add up to the total. Tokens without a modality count as text.
/// </summary>
internal static class GoogleUsage
{
    /// <summary>Converts a usage object; null when <paramref name="json"/> is not an object.</summary>
    public static byte[]? Convert(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Write(document.RootElement) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A string that is not valid Unicode throws InvalidOperationException.
            return null;
        }
    }

    private static byte[] Write(JsonElement usage)
    {
        var input = Count(usage, "promptTokenCount") + Count(usage, "toolUsePromptTokenCount");
        var answer = Count(usage, "candidatesTokenCount");
        var thoughts = Count(usage, "thoughtsTokenCount");
        var inputImages = OfImages(usage, "promptTokensDetails");
        var outputImages = OfImages(usage, "candidatesTokensDetails");
        var total = GoogleNames.TryGet(usage, "totalTokenCount", out _) ? Count(usage, "totalTokenCount") : input + answer + thoughts;

        using var buffer = new PooledBuffer();
        using (var writer = new Utf8JsonWriter(buffer, JsonOutput.Options))
        {
            writer.WriteStartObject();
            writer.WriteNumber("input_tokens"u8, input);
            writer.WriteNumber("output_tokens"u8, answer + thoughts);
            writer.WriteNumber("total_tokens"u8, total);
            writer.WriteStartObject("input_tokens_details"u8);
            writer.WriteNumber("text_tokens"u8, Math.Max(0, input - inputImages));
            writer.WriteNumber("image_tokens"u8, inputImages);
            if (Count(usage, "cachedContentTokenCount") is > 0 and var cached)
                writer.WriteNumber("cached_tokens"u8, cached);
            writer.WriteEndObject();
            writer.WriteStartObject("output_tokens_details"u8);
            writer.WriteNumber("image_tokens"u8, outputImages);
            writer.WriteNumber("text_tokens"u8, Math.Max(0, answer - outputImages));
            if (thoughts > 0)
                writer.WriteNumber("reasoning_tokens"u8, thoughts);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static long OfImages(JsonElement usage, string name)
    {
        long sum = 0;
        if (!GoogleNames.TryGet(usage, name, out var details) || details.ValueKind != JsonValueKind.Array)
            return sum;
        foreach (var detail in details.EnumerateArray())
        {
            if (detail.ValueKind == JsonValueKind.Object && detail.TryGetProperty("modality", out var modality)
                && modality.ValueKind == JsonValueKind.String && modality.GetString() == "IMAGE")
            {
                sum += Count(detail, "tokenCount");
            }
        }
        return sum;
    }

    private static long Count(JsonElement element, string name) =>
        GoogleNames.TryGet(element, name, out var value) ? UsageObject.Count(value) ?? 0 : 0;
}
