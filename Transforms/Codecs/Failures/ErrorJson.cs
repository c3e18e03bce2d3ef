using System.Text.Json;
using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Codecs.Failures;

/// <summary>Reads the JSON of a failed answer, which may be anything and is never thrown about.</summary>
internal static class ErrorJson
{
    /// <summary>Reads an object, or the first one of an array.</summary>
    /// <param name="body">The answer's first bytes.</param>
    /// <param name="read">Reads the object.</param>
    /// <returns>What was read; the default when there is no object or no valid JSON.</returns>
    public static T? Read<T>(ReadOnlyMemory<byte> body, Func<JsonElement, T?> read)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0)
                root = root[0];
            return root.ValueKind == JsonValueKind.Object ? read(root) : default;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second is what a string throws that is no valid Unicode.
            return default;
        }
    }

    /// <summary>The text of a member, shortened; null when it is missing, empty or no string.</summary>
    public static string? Text(JsonElement element, string name, int most = ImageError.MaxMessageLength) =>
        element.TryGetProperty(name, out var value) ? Text(value, most) : null;

    /// <summary>The text of a value, shortened; null when it is empty or no string.</summary>
    public static string? Text(JsonElement value, int most = ImageError.MaxMessageLength) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? ShortText.Cut(text, most) : null;

    /// <summary>The object of that name; null when it is missing or something else.</summary>
    public static JsonElement? Object(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;
}
