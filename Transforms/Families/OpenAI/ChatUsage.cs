using System.Text.Json;
using Iris.Transforms.Wire.Buffers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Families.OpenAI;

/// <summary>
/// Converts the <c>usage</c> of chat completions (<c>prompt_tokens</c>, <c>completion_tokens</c>) to that of the Images API (<c>input_tokens</c>,
/// <c>output_tokens</c>). Members that only one side knows, such as <c>cost</c>, are kept; nulls are left out. A prompt without pictures counts as
/// text, and so does output that is neither picture nor reasoning.
/// </summary>
internal static class ChatUsage
{
    /// <summary>Converts a usage object; null when <paramref name="json"/> is not an object.</summary>
    public static byte[]? Convert(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Write(document.RootElement) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A name that is not valid Unicode throws InvalidOperationException.
            return null;
        }
    }

    private static byte[] Write(JsonElement usage)
    {
        var written = new HashSet<string>(StringComparer.Ordinal);
        using var buffer = new PooledBuffer();
        using (var writer = new Utf8JsonWriter(buffer, JsonOutput.Options))
        {
            writer.WriteStartObject();
            foreach (var member in usage.EnumerateObject())
            {
                if (member.Value.ValueKind == JsonValueKind.Null || !written.Add(NameOf(member.Name)))
                    continue;
                writer.WritePropertyName(NameOf(member.Name));
                if (member.Value.ValueKind == JsonValueKind.Object && member.Name is "prompt_tokens_details" or "completion_tokens_details")
                    WriteDetails(writer, usage, member.Value, isInput: member.Name[0] == 'p');
                else
                    member.Value.WriteTo(writer);
            }
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteDetails(Utf8JsonWriter writer, JsonElement usage, JsonElement details, bool isInput)
    {
        writer.WriteStartObject();
        foreach (var member in details.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null)
                continue;
            writer.WritePropertyName(member.Name);
            member.Value.WriteTo(writer);
        }
        var images = Count(details, "image_tokens");
        if (isInput && images is null)
            writer.WriteNumber("image_tokens"u8, images ??= 0);
        var all = Count(usage, isInput ? "prompt_tokens" : "completion_tokens");
        if (Count(details, "text_tokens") is null && all is not null && images is not null)
        {
            var others = images.Value + (Count(details, "audio_tokens") ?? 0) + (isInput ? 0 : Count(details, "reasoning_tokens") ?? 0);
            writer.WriteNumber("text_tokens"u8, Math.Max(0, all.Value - others));
        }
        writer.WriteEndObject();
    }

    private static string NameOf(string name) => name switch
    {
        "prompt_tokens" => "input_tokens",
        "completion_tokens" => "output_tokens",
        "prompt_tokens_details" => "input_tokens_details",
        "completion_tokens_details" => "output_tokens_details",
        _ => name,
    };

    // A count beyond any real answer's is ignored, so that it cannot overflow a sum.
    private static long? Count(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count)
            ? Math.Clamp(count, 0, int.MaxValue)
            : null;
}
