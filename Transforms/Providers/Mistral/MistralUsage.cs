using System.Globalization;
using System.Text;
using System.Text.Json;
using Iris.Transforms.Answers;

namespace Iris.Transforms.Providers.Mistral;

/// <summary>Converts Mistral's <c>usage</c> to OpenAI's.</summary>
internal static class MistralUsage
{
    /// <summary>
    /// Converts <c>{"prompt_tokens", "completion_tokens", "total_tokens", "connector_tokens"}</c>. The tool's tokens count as input, because the
    /// model reads them like the prompt.
    /// </summary>
    /// <returns>Raw JSON; null when the usage has no counts.</returns>
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
            // A name that is not valid Unicode throws InvalidOperationException.
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

    private static long? Count(JsonElement usage, string name) => usage.TryGetProperty(name, out var value) ? UsageObject.Count(value) : null;
}
