using System.Text.Json;
using Iris.Transforms.Wire.Buffers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Answers;

/// <summary>
/// Brings a provider's <c>usage</c> into the form of OpenAI's Images API (docs/contract.md, section 4.3): its names, whole numbers, and all members
/// that its schema requires. The names of chat completions (<c>prompt_tokens</c>, <c>completion_tokens</c>) are translated, fractions are rounded,
/// and a value that should be a count and is none is left out. Members that only the provider has, such as <c>cost</c>, are kept.
/// </summary>
internal static class UsageObject
{
    // The largest number that every client reads exactly. Sums of several calls cannot overflow.
    private const long MaxCount = (1L << 53) - 1;

    /// <summary>Converts a raw value.</summary>
    /// <param name="json">Valid JSON in valid Unicode.</param>
    /// <returns>The object; empty when the value tells neither tokens nor a price.</returns>
    public static ReadOnlySpan<byte> Convert(ReadOnlySpan<byte> json)
    {
        if (UsageScan.IsOpenAIs(json))
            return json;
        var reader = new Utf8JsonReader(json);
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.ValueKind == JsonValueKind.Object ? Convert(document.RootElement) : [];
    }

    /// <summary>A number of tokens: not negative, and rounded to a whole number; null for any other value.</summary>
    internal static long? Count(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number is >= 0 and <= MaxCount
            ? (long)Math.Round(number, MidpointRounding.AwayFromZero)
            : null;

    private static byte[] Convert(JsonElement usage)
    {
        long? input = null, output = null, total = null;
        JsonElement? inputDetails = null, outputDetails = null;
        var others = new UsageMembers();
        foreach (var member in usage.EnumerateObject())
        {
            switch (member.Name)
            {
                case "input_tokens" or "prompt_tokens":
                    input ??= Count(member.Value);
                    break;
                case "output_tokens" or "completion_tokens":
                    output ??= Count(member.Value);
                    break;
                case "total_tokens":
                    total ??= Count(member.Value);
                    break;
                case "input_tokens_details" or "prompt_tokens_details":
                    inputDetails ??= Object(member.Value);
                    break;
                case "output_tokens_details" or "completion_tokens_details":
                    outputDetails ??= Object(member.Value);
                    break;
                default:
                    others.Add(member);
                    break;
            }
        }
        var (inputParts, outputParts) = (new UsageMembers(inputDetails), new UsageMembers(outputDetails));
        // Zeros would be a wrong statement where nothing was counted. They stand beside a price, because OpenAI's schema requires them.
        var isCounted = (input ?? output ?? total) is not null || inputParts.HasCount || outputParts.HasCount || others.HasCount;
        if (!isCounted && !others.HasCost)
            return [];
        // A missing count follows from the others.
        var inputs = input ?? Math.Max(0, (total ?? 0) - (output ?? 0));
        var outputs = output ?? Math.Max(0, (total ?? 0) - inputs);
        using var buffer = new PooledBuffer();
        using (var writer = new Utf8JsonWriter(buffer, JsonOutput.Options))
        {
            writer.WriteStartObject();
            writer.WriteNumber("input_tokens"u8, inputs);
            writer.WriteNumber("output_tokens"u8, outputs);
            writer.WriteNumber("total_tokens"u8, total ?? inputs + outputs);
            writer.WriteStartObject("input_tokens_details"u8);
            // A prompt without pictures counts as text.
            var images = inputParts.Count("image_tokens") ?? 0;
            writer.WriteNumber("text_tokens"u8, inputParts.Count("text_tokens") ?? Rest(inputs, images, inputParts.Count("audio_tokens")));
            writer.WriteNumber("image_tokens"u8, images);
            inputParts.Write(writer, except: ["text_tokens", "image_tokens"]);
            writer.WriteEndObject();
            WriteOutput(writer, outputs, outputParts);
            others.Write(writer);
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    // Output that is neither picture nor reasoning counts as text.
    private static void WriteOutput(Utf8JsonWriter writer, long outputs, UsageMembers parts)
    {
        if (parts.IsEmpty)
            return;
        writer.WriteStartObject("output_tokens_details"u8);
        parts.Write(writer);
        if (parts.Count("text_tokens") is null && parts.Count("image_tokens") is { } images)
            writer.WriteNumber("text_tokens"u8, Rest(outputs, images, parts.Count("audio_tokens"), parts.Count("reasoning_tokens")));
        writer.WriteEndObject();
    }

    private static long Rest(long all, params ReadOnlySpan<long?> parts)
    {
        foreach (var part in parts)
            all -= part ?? 0;
        return Math.Max(0, all);
    }

    private static JsonElement? Object(JsonElement value) => value.ValueKind == JsonValueKind.Object ? value : null;
}
