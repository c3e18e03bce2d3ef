using System.Globalization;
using System.Text.Json;
using Iris.Transforms.Wire.Buffers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Codecs.Bodies;

/// <summary>
/// A JSON object under construction, into which a client's native objects can be merged without a member standing twice. Values are
/// kept as raw text and written as they came.
/// </summary>
internal sealed class JsonTree
{
    private readonly List<string> _names = [];
    private readonly Dictionary<string, object> _members = new(StringComparer.Ordinal);

    /// <summary>Whether a member is there.</summary>
    public bool Has(string name) => _members.ContainsKey(name);

    /// <summary>The raw value of a member; null when it is missing or an object under construction.</summary>
    public ReadOnlyMemory<byte>? Raw(string name) => _members.GetValueOrDefault(name) as byte[];

    /// <summary>Sets a member to raw JSON.</summary>
    public void SetRaw(string name, ReadOnlySpan<byte> json) => Put(name, json.ToArray());

    /// <summary>Sets a member to a string.</summary>
    public void Set(string name, string text)
    {
        using var buffer = new PooledBuffer();
        JsonText.WriteString(buffer, text);
        SetRaw(name, buffer.WrittenSpan);
    }

    /// <summary>Sets a member to a number.</summary>
    public void Set(string name, long number)
    {
        Span<byte> digits = stackalloc byte[20];
        number.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        SetRaw(name, digits[..length]);
    }

    /// <summary>Sets a member to a truth value.</summary>
    public void Set(string name, bool value) => SetRaw(name, value ? "true"u8 : "false"u8);

    /// <summary>The object of that name, made when it is missing or something else.</summary>
    public JsonTree Child(string name)
    {
        if (_members.GetValueOrDefault(name) is JsonTree child)
            return child;
        child = new JsonTree();
        Put(name, child);
        return child;
    }

    /// <summary>
    /// Takes over the members of a raw object; objects on both sides are merged, any other value replaces what was there. Names in
    /// snake case become camel case: Google's parsers take both, but not both at once.
    /// </summary>
    /// <param name="json">Valid JSON.</param>
    /// <param name="objects">Names whose objects are taken apart, so that members can be added to them later.</param>
    /// <returns>False when it is no object.</returns>
    public bool Merge(ReadOnlySpan<byte> json, IReadOnlyList<string> objects)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = ToCamelCase(JsonText.Unescape(reader.ValueSpan));
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            var isObject = reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();
            var value = json[start..(int)reader.BytesConsumed];
            if (isObject && objects.Contains(name))
                Child(name).Merge(value, objects);
            else
                SetRaw(name, value);
        }
        return true;
    }

    /// <summary>Writes the members into an object that is open; objects in which nothing was put are left out.</summary>
    public void WriteMembers(Utf8JsonWriter writer)
    {
        foreach (var name in _names)
        {
            if (_members[name] is not JsonTree child)
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue((byte[])_members[name], skipInputValidation: true);
            }
            else if (!child.IsEmpty)
            {
                writer.WriteStartObject(name);
                child.WriteMembers(writer);
                writer.WriteEndObject();
            }
        }
    }

    private bool IsEmpty => _members.Values.All(member => member is JsonTree { IsEmpty: true });

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

    private void Put(string name, object value)
    {
        if (!_members.ContainsKey(name))
            _names.Add(name);
        _members[name] = value;
    }
}
