using System.Text.Json;

namespace Iris.Gateway.Credentials.Google;

/// <summary>Reads members of credential files and answers. Failures name the member and never show a value.</summary>
internal static class CredentialJson
{
    /// <summary>The document, when it is a JSON object.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            // Not as inner exception: its text quotes the document.
            throw new FormatException("is no JSON");
        }
        if (document.RootElement.ValueKind == JsonValueKind.Object)
            return document;
        document.Dispose();
        throw new FormatException("is no JSON object");
    }

    /// <summary>A member that must be a string with something in it.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static string Required(this JsonElement json, string name) =>
        json.Optional(name) is { Length: > 0 } value ? value : throw new FormatException($"has no {name}");

    /// <summary>A member, or null when it is missing, empty or no string.</summary>
    public static string? Optional(this JsonElement json, string name)
    {
        try
        {
            return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                && value.GetString() is { Length: > 0 } text ? text : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, written as an escape: valid JSON, but no text.
            return null;
        }
    }

    /// <summary>A member that must be an absolute URL, or the default where it is missing.</summary>
    /// <exception cref="FormatException">It is no URL.</exception>
    public static Uri OptionalUri(this JsonElement json, string name, Uri otherwise)
    {
        if (json.Optional(name) is not { } text)
            return otherwise;
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri : throw new FormatException($"has a {name} that is no URL");
    }
}
