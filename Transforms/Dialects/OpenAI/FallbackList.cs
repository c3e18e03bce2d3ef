using System.Text.Json;
using Iris.Transforms.Answers;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Dialects.OpenAI;

/// <summary>
/// Reads the member <c>fallbacks</c>: an array of <c>provider/model</c> strings or of objects <c>{"provider", "model"}</c> (docs/contract.md,
/// section 3.6).
/// </summary>
internal static class FallbackList
{
    /// <summary>Reads the array at the reader's position.</summary>
    /// <param name="reader">Stands on the value's first token before the call, and on its last token after it.</param>
    /// <param name="entries">The entries; incomplete when the return value is not null.</param>
    /// <returns>The error, or null.</returns>
    public static ImageError? Read(ref Utf8JsonReader reader, out IReadOnlyList<FallbackEntry> entries)
    {
        var list = new List<FallbackEntry>();
        entries = list;
        if (reader.TokenType != JsonTokenType.StartArray)
            return ImageError.Invalid("'fallbacks' must be an array of 'provider/model' strings.", "fallbacks", "invalid_type");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (Entry(ref reader) is not { } entry)
            {
                return ImageError.Invalid(
                    "'fallbacks' must hold strings 'provider/model' or objects {\"provider\", \"model\"}.", "fallbacks", "invalid_type");
            }
            if (entry.Provider?.Length > ModelName.Most || entry.Model.Length > ModelName.Most)
                return ImageError.Invalid($"'fallbacks' must hold names of at most {ModelName.Most} characters.", "fallbacks", "invalid_value");
            if (list.Count == OpenAIRequestReader.MaxFallbacks)
                return ImageError.Invalid($"'fallbacks' may hold at most {OpenAIRequestReader.MaxFallbacks} entries, whatever Images.Limits.Fallbacks allows.", "fallbacks", "invalid_value");
            list.Add(entry);
        }
        return null;
    }

    private static FallbackEntry? Entry(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
            return new FallbackEntry(null, reader.GetString()!.Trim());
        if (reader.TokenType != JsonTokenType.StartObject)
            return null;
        string? provider = null, model = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isProvider = reader.ValueTextEquals("provider"u8);
            var isModel = reader.ValueTextEquals("model"u8);
            reader.Read();
            if (!isProvider && !isModel)
                reader.Skip();
            else if (reader.TokenType != JsonTokenType.String)
                return null;
            else if (isProvider)
                provider = reader.GetString()!.Trim();
            else
                model = reader.GetString()!.Trim();
        }
        return provider is null || model is null ? null : new FallbackEntry(provider, model);
    }
}
