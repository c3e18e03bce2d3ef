using System.Text.Json;

namespace Iris.Gateway.Credentials.Google;

/// <summary>Reads members of credential files and responses. Failures name the member and never show a value.</summary>
internal static class CredentialJson
{
    /// <summary>The document, when it is a JSON object.</summary>
    /// <exception cref="FormatException">The text is not a JSON object.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            // Without the inner exception, whose message quotes the document.
            throw new FormatException("is no JSON");
        }
        if (document.RootElement.ValueKind == JsonValueKind.Object)
            return document;
        document.Dispose();
        throw new FormatException("is no JSON object");
    }

    /// <summary>A member that must be a non-empty string.</summary>
    /// <exception cref="FormatException">The member is not a non-empty string.</exception>
    public static string Required(this JsonElement json, string name) =>
        json.Optional(name) is { Length: > 0 } value ? value : throw new FormatException($"has no {name}");

    /// <summary>A member; null when it is missing, empty or not a string.</summary>
    public static string? Optional(this JsonElement json, string name)
    {
        try
        {
            return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                && value.GetString() is { Length: > 0 } text ? text : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, written as an escape: valid JSON, but not valid text.
            return null;
        }
    }

    /// <summary>A member that must be an absolute URL, or the default when it is missing.</summary>
    /// <exception cref="FormatException">The member is not a URL.</exception>
    public static Uri OptionalUri(this JsonElement json, string name, Uri otherwise)
    {
        if (json.Optional(name) is not { } text)
            return otherwise;
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri : throw new FormatException($"has a {name} that is no URL");
    }
}
