using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Iris.Transforms.Providers.Mistral;

/// <summary>From Mistral's <c>usage</c> to OpenAI's.</summary>
internal static class MistralUsage
{
    /// <summary>
    /// <c>{"prompt_tokens", "completion_tokens", "total_tokens", "connector_tokens"}</c> as OpenAI's. The tool's tokens are read by the model like the
    /// prompt's.
    /// </summary>
    /// <returns>Raw JSON; null when it has no counts.</returns>
    public static byte[]? Convert(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty || json[0] != (byte)'{')
            return null;
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            return Convert(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second is what a name throws that is no valid Unicode.
            return null;
        }
    }

    private static byte[]? Convert(JsonElement root)
    {
        if (Count(root, "prompt_tokens") is not { } prompt || Count(root, "completion_tokens") is not { } output)
            return null;
        var input = prompt + (Count(root, "connector_tokens") ?? 0);
        var total = Count(root, "total_tokens") ?? input + output;
        return Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $$"""{"input_tokens":{{input}},"output_tokens":{{output}},"total_tokens":{{total}}}"""));
    }

    // Beyond 32 bits it is no count of tokens.
    private static long? Count(JsonElement usage, string name) =>
        usage.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count >= 0 ? count : null;
}
