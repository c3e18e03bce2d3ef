using System.Text.Json;
using Iris.Transforms.Codecs.Bodies;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Families.Google;

/// <summary>
/// Merges a client's native object into a body. Names in snake case become camel case: Google's parsers accept either, but not both in one body.
/// </summary>
internal static class NativeObject
{
    /// <summary>Copies the members of a raw object into the body. Objects on both sides are merged; any other value replaces the earlier
    /// one.</summary>
    /// <param name="body">The body, in the object that receives the members.</param>
    /// <param name="json">A valid object.</param>
    /// <param name="objects">Names of objects that are opened member by member, so that more members can be added later.</param>
    public static void Merge(BodyWriter body, ReadOnlyMemory<byte> json, IReadOnlyList<string> objects)
    {
        var reader = new Utf8JsonReader(json.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = ToCamelCase(JsonText.Unescape(reader.ValueSpan));
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            var isObject = reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();
            var value = json[start..(int)reader.BytesConsumed];
            if (isObject && objects.Contains(name))
                body.Object(name, members => Merge(members, value, objects));
            else
                Put(body, name, value);
        }
    }

    /// <summary>Sets a member and replaces an earlier value.</summary>
    public static void Put(BodyWriter body, string name, ReadOnlyMemory<byte> json)
    {
        body.Hold(name);
        body.Raw(name, json);
    }

    /// <summary><c>safety_settings</c> → <c>safetySettings</c>.</summary>
    public static string ToCamelCase(string name)
    {
        if (!name.Contains('_', StringComparison.Ordinal))
            return name;
        Span<char> camel = name.Length <= 256 ? stackalloc char[name.Length] : new char[name.Length];
        var length = 0;
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == '_' && i + 1 < name.Length && length > 0)
                camel[length++] = char.ToUpperInvariant(name[++i]);
            else
                camel[length++] = name[i];
        }
        return new string(camel[..length]);
    }
}
