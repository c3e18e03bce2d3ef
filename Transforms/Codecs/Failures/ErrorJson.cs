using System.Text.Json;
using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Codecs.Failures;

/// <summary>Reads the JSON of a failed answer. The body may be anything and never causes an exception.</summary>
internal static class ErrorJson
{
    /// <summary>Reads an object, or the first one of an array.</summary>
    /// <param name="body">The answer's first bytes.</param>
    /// <param name="read">Reads the object.</param>
    /// <returns>The result of <paramref name="read"/>; the default when there is no object or no valid JSON.</returns>
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
            // A string that is not valid Unicode throws InvalidOperationException.
            return default;
        }
    }

    /// <summary>The shortened text of a member; null when it is missing, empty or not a string.</summary>
    public static string? Text(JsonElement element, string name, int most = ImageError.MaxMessageLength) =>
        element.TryGetProperty(name, out var value) ? Text(value, most) : null;

    /// <summary>The shortened text of a value; null when it is empty or not a string.</summary>
    public static string? Text(JsonElement value, int most = ImageError.MaxMessageLength) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? ShortText.Cut(text, most) : null;

    /// <summary>The shortened text of a string or a number; null when it is missing, empty or anything else.</summary>
    public static string? Word(JsonElement element, string name, int most = ImageError.MaxMessageLength) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetRawText() : Text(element, name, most);

    /// <summary>The object with that name; null when it is missing or not an object.</summary>
    public static JsonElement? Object(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;
}
