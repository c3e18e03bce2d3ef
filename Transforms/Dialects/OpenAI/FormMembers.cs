using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Iris.Transforms.Requests.Members;
using Iris.Transforms.Wire.Buffers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Dialects.OpenAI;

/// <summary>
/// Writes a form's fields as the members of a JSON object. A text becomes the JSON type of its member; one that does not fit stays a string, so that
/// the request's reader refuses it in the words that it has for JSON. An empty field counts as not given.
/// </summary>
/// <param name="json">Receives the object.</param>
internal sealed class FormMembers(PooledBuffer json) : IDisposable
{
    private static readonly SearchValues<byte> MustEscape = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(control => (byte)control), (byte)'"', (byte)'\\']);

    private readonly PooledBuffer _text = new();
    private readonly PooledBuffer _fallbacks = new();
    private readonly Dictionary<string, PooledBuffer> _objects = [];

    /// <summary>The bytes that are held and not yet in the JSON.</summary>
    public long HeldBytes => _text.Count + _fallbacks.Count + _objects.Values.Sum(value => (long)value.Count);

    /// <summary>Whether a field is a member of the contract, which a client may also send as a file of text.</summary>
    public static bool IsKnown(string field) =>
        field is "model" or "prompt" or "stream" or "fallbacks" or "extra_params" || RequestMembers.Find(field) is not null;

    /// <summary>Adds text to the field that is being read.</summary>
    public void Write(ReadOnlySpan<byte> text) => _text.Write(text);

    /// <summary>Ends the field.</summary>
    public void End(string field)
    {
        var text = _text.WrittenSpan;
        if (!text.Trim(" \t\r\n"u8).IsEmpty)
            Add(field, text);
        _text.Clear();
    }

    /// <summary>Ends the form.</summary>
    public void Complete()
    {
        if (_fallbacks.Count > 0)
        {
            Begin("fallbacks");
            WriteHeld(_fallbacks, '[', ']');
        }
        foreach (var (name, members) in _objects)
        {
            Begin(name);
            WriteHeld(members, '{', '}');
        }
        json.Write(json.Count == 0 ? "{}"u8 : "}"u8);
    }

    /// <summary>The members so far as a whole object. Fallbacks are among them, as they decide whether a refusal is final.</summary>
    public byte[] SoFar() => (json.Count, _fallbacks.Count) switch
    {
        (0, 0) => "{}"u8.ToArray(),
        (0, _) => [.. "{\"fallbacks\":["u8, .. _fallbacks.WrittenSpan, .. "]}"u8],
        (_, 0) => [.. json.WrittenSpan, (byte)'}'],
        _ => [.. json.WrittenSpan, .. ",\"fallbacks\":["u8, .. _fallbacks.WrittenSpan, .. "]}"u8],
    };

    public void Dispose()
    {
        _text.Dispose();
        _fallbacks.Dispose();
        foreach (var members in _objects.Values)
            members.Dispose();
    }

    private void Add(string field, ReadOnlySpan<byte> text)
    {
        if (field is "fallbacks" or "fallbacks[]")
            AddFallbacks(text);
        else if (ObjectOf(field, out var key) is { } members)
            AddTo(members, key, text);
        else
            WriteMember(field, text);
    }

    private void WriteMember(string field, ReadOnlySpan<byte> text)
    {
        Begin(field);
        var trimmed = text.Trim(" \t\r\n"u8);
        if (field == "stream" && FlagOf(trimmed) is { } flag)
            json.Write(flag ? "true"u8 : "false"u8);
        else if (field == "extra_params" || RequestMembers.Find(field) is JsonMember)
            WriteJsonOr(text, json);
        else if (RequestMembers.Find(field) is IntegerMember && IsInteger(trimmed))
            json.Write(trimmed);
        else if (!IsKnown(field) && trimmed[0] is (byte)'{' or (byte)'[')
            WriteJsonOr(text, json);
        else
            WriteString(json, text);
    }

    private void Begin(string name)
    {
        json.Write(json.Count == 0 ? "{"u8 : ","u8);
        JsonText.WriteString(json, name);
        json.Write(":"u8);
    }

    // Repeated, joined by commas, or a JSON array.
    private void AddFallbacks(ReadOnlySpan<byte> text)
    {
        var trimmed = text.Trim(" \t\r\n"u8);
        if (trimmed[0] == '[' && IsJson(trimmed))
        {
            var items = trimmed[1..^1].Trim(" \t\r\n"u8);
            if (!items.IsEmpty)
                WriteItem(items);
        }
        else if (trimmed[0] == '{' && IsJson(trimmed))
        {
            WriteItem(trimmed);
        }
        else
        {
            foreach (var range in trimmed.Split((byte)','))
            {
                if (_fallbacks.Count > 0)
                    _fallbacks.Write(","u8);
                WriteString(_fallbacks, trimmed[range].Trim((byte)' '));
            }
        }
    }

    private void WriteItem(ReadOnlySpan<byte> raw)
    {
        if (_fallbacks.Count > 0)
            _fallbacks.Write(","u8);
        _fallbacks.Write(raw);
    }

    // "svg[model]" is the member "model" of the object "svg".
    private PooledBuffer? ObjectOf(string field, out string key)
    {
        key = "";
        var bracket = field.IndexOf('[', StringComparison.Ordinal);
        if (bracket <= 0 || field[^1] != ']' || RequestMembers.Find(field[..bracket]) is not JsonMember { Shape: JsonShape.Object } member)
            return null;
        key = field[(bracket + 1)..^1];
        if (!_objects.TryGetValue(member.Name, out var members))
            _objects[member.Name] = members = new PooledBuffer();
        return members;
    }

    private static void AddTo(PooledBuffer members, string key, ReadOnlySpan<byte> text)
    {
        if (members.Count > 0)
            members.Write(","u8);
        JsonText.WriteString(members, key);
        members.Write(":"u8);
        // The table does not know the type: a number, a flag or a structure keeps its own.
        WriteJsonOr(text, members);
    }

    private static void WriteJsonOr(ReadOnlySpan<byte> text, PooledBuffer output)
    {
        if (IsJson(text))
            output.Write(text);
        else
            WriteString(output, text);
    }

    private void WriteHeld(PooledBuffer items, char first, char last)
    {
        json.Write([(byte)first]);
        json.Write(items.WrittenSpan);
        json.Write([(byte)last]);
    }

    private static bool? FlagOf(ReadOnlySpan<byte> text) =>
        text.SequenceEqual("1"u8) || Ascii.EqualsIgnoreCase(text, "true"u8) ? true
            : text.SequenceEqual("0"u8) || Ascii.EqualsIgnoreCase(text, "false"u8) ? false
            : null;

    private static bool IsInteger(ReadOnlySpan<byte> text) =>
        JsonLiteral.IsValid(text) && !text.ContainsAny((byte)'.', (byte)'e', (byte)'E') && text[0] is (byte)'-' or (>= (byte)'0' and <= (byte)'9');

    private static bool IsJson(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text);
        try
        {
            while (reader.Read())
                reader.Skip();
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    // Bytes that are not UTF-8 are kept, so that the request's reader refuses them.
    private static void WriteString(PooledBuffer output, ReadOnlySpan<byte> text)
    {
        Span<byte> escape = stackalloc byte[6];
        "\\u00"u8.CopyTo(escape);
        output.Write("\""u8);
        while (!text.IsEmpty)
        {
            var plain = text.IndexOfAny(MustEscape);
            output.Write(plain < 0 ? text : text[..plain]);
            if (plain < 0)
                break;
            text[plain].TryFormat(escape[4..], out _, "x2", CultureInfo.InvariantCulture);
            output.Write(escape);
            text = text[(plain + 1)..];
        }
        output.Write("\""u8);
    }
}
