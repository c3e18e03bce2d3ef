using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Iris.Transforms.Answers;
using Iris.Transforms.Requests;
using Iris.Transforms.Requests.Members;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Dialects.OpenAI;

/// <summary>The request while its members are being read: one method per kind of member in the table.</summary>
internal partial struct OpenAIRequestDraft(ReadOnlySequence<byte> body, bool keepExtraParams)
{
    private static readonly KnownNames Names = new(
        [.. RequestMembers.All.Select(member => member.Name), "model", "prompt", "stream", "fallbacks", "extra_params"]);

    private NameSet _seen = new(Names);
    private string _model = "";
    private string _prompt = "";
    private bool _stream;
    private IReadOnlyList<FallbackEntry> _fallbacks = [];
    private RequestValues _values;
    private List<RawMember>? _extras;
    private ImageParameters _given;
    private ImageError? _error;

    /// <summary>
    /// Reads up to the closing brace; the reader stands on the opening one. Members of a nested <c>extra_params</c> are read like members beside
    /// it, so that no member reaches a provider twice or unchecked.
    /// </summary>
    public ImageError? ReadMembers(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = NameOf(ref reader);
            reader.Read();
            if (!_seen.Add(name))
            {
                var echo = ShortText.Cut(name);
                return ImageError.Invalid($"The member '{echo}' stands twice; send it once.", echo, "duplicate_parameter");
            }
            // null means "not given" for every optional member, as OpenAI's schema allows it.
            if (reader.TokenType == JsonTokenType.Null)
                continue;
            Set(name, ref reader);
            if (_error is not null)
                return _error;
        }
        return null;
    }

    private static string NameOf(ref Utf8JsonReader reader) =>
        (!reader.HasValueSequence && !reader.ValueIsEscaped ? Names.Find(reader.ValueSpan) : null) ?? reader.GetString()!;

    private void Set(string name, ref Utf8JsonReader reader)
    {
        switch (name)
        {
            case "model": _model = Text(name, ref reader, ModelName.Most).Trim(); break;
            case "prompt": _prompt = Text(name, ref reader); break;
            case "stream": _stream = Boolean(name, ref reader); break;
            case "fallbacks": _error = FallbackList.Read(ref reader, out _fallbacks); break;
            case "extra_params" when keepExtraParams: ReadExtraParams(ref reader); break;
            default:
                if (RequestMembers.Find(name) is { } member)
                    Set(member, ref reader);
                else
                    AddExtra(name, ref reader);
                break;
        }
    }

    private void Set(RequestMember member, ref Utf8JsonReader reader)
    {
        // An empty text means "not given", as null does: forms send it for fields that nobody has filled in.
        if (member is TextMember or SizeMember or FormMember && JsonValues.IsBlank(reader))
            return;
        _given |= member.Flag;
        switch (member)
        {
            case TextMember text: text.Set(ref _values, Text(text.Name, ref reader, text.Most)); break;
            case IntegerMember integer: integer.Set(ref _values, Integer(integer, ref reader)); break;
            case SizeMember size: Size(size, ref reader); break;
            case FormMember form: form.Set(ref _values, Form(form.Name, ref reader)); break;
            case JsonMember json: json.Set(ref _values, Json(json, ref reader)); break;
            default: throw new InvalidOperationException($"no way to read '{member.Name}'");
        }
    }

    private string Text(string name, ref Utf8JsonReader reader, int most = int.MaxValue)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            var text = reader.GetString()!;
            if (text.Length > most)
                _error = ImageError.Invalid($"'{name}' must be at most {most} characters long.", name, "invalid_value");
            return text;
        }
        WrongType(name, "a string");
        return "";
    }

    private bool Boolean(string name, ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.True or JsonTokenType.False)
            return reader.TokenType == JsonTokenType.True;
        WrongType(name, "true or false");
        return false;
    }

    private long Integer(IntegerMember member, ref Utf8JsonReader reader)
    {
        var isAnyNumber = member is { Least: long.MinValue, Most: long.MaxValue };
        if (reader.TokenType != JsonTokenType.Number || !JsonValues.IsInteger(reader))
        {
            WrongType(member.Name, isAnyNumber ? "an integer of at most 64 bits" : "an integer");
            return 0;
        }
        if (reader.TryGetInt64(out var value) && value >= member.Least && value <= member.Most)
            return value;
        if (isAnyNumber)
            WrongType(member.Name, "an integer of at most 64 bits");
        else
            _error = ImageError.Invalid($"'{member.Name}' must be between {member.Least} and {member.Most}.", member.Name, "invalid_value");
        return 0;
    }

    private void Size(SizeMember member, ref Utf8JsonReader reader)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        if (!SizeText.TryRead(text, out var size) || size.IsTooLarge)
            _error = ImageError.Invalid($"'{member.Name}' must be {size.Wanted}.", member.Name, "invalid_value");
        else if (size.Meaning == ImageParameters.Size)
            member.Set(ref _values, size.Pixels);
        else
            _given &= ~member.Flag;
        if (_error is null && size.IsLoose)
            _values.LooseSize = new LooseSize(text!, size.Meaning, size.Value ?? size.Pixels.ToString());
    }

    private ResponseForm Form(string name, ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            if (reader.ValueTextEquals("url"u8))
                return ResponseForm.Url;
            if (reader.ValueTextEquals("b64_json"u8))
                return ResponseForm.Base64;
        }
        _error = ImageError.Invalid($"'{name}' must be 'url' or 'b64_json'.", name, "invalid_value");
        return ResponseForm.Unspecified;
    }

    private ReadOnlyMemory<byte> Json(JsonMember member, ref Utf8JsonReader reader)
    {
        if (member.Shape == JsonShape.Strings)
            return Strings(member.Name, ref reader);
        if (reader.TokenType == JsonTokenType.StartObject)
            return Raw(ref reader);
        WrongType(member.Name, "an object");
        return default;
    }

    private ReadOnlyMemory<byte> Strings(string name, ref Utf8JsonReader reader)
    {
        var start = reader.TokenStartIndex;
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.String)
            {
            }
            if (reader.TokenType == JsonTokenType.EndArray)
                return Slice(start, reader.BytesConsumed);
        }
        WrongType(name, "an array of strings");
        return default;
    }

    private void ReadExtraParams(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            WrongType("extra_params", "an object");
            return;
        }
        _error = ReadMembers(ref reader);
    }

    private void AddExtra(string name, ref Utf8JsonReader reader)
    {
        _extras ??= [];
        if (_extras.Count == OpenAIRequestReader.MaxExtras)
        {
            _error = ImageError.Invalid(
                $"The request has more than {OpenAIRequestReader.MaxExtras} members that the Images API does not know.",
                ShortText.Cut(name),
                "too_many_parameters");
            return;
        }
        _extras.Add(new RawMember(name, Raw(ref reader)));
    }

    private ReadOnlyMemory<byte> Raw(ref Utf8JsonReader reader)
    {
        var start = reader.TokenStartIndex;
        reader.Skip();
        return Slice(start, reader.BytesConsumed);
    }

    // Copies, because the request outlives the body's buffers. The reader does not decode strings that it skips, so the UTF-8 is checked here.
    private ReadOnlyMemory<byte> Slice(long start, long end)
    {
        var copy = body.Slice(start, end - start).ToArray();
        return Utf8.IsValid(copy) ? copy : throw new InvalidOperationException("not UTF-8");
    }

    private void WrongType(string name, string expected) =>
        _error = ImageError.Invalid($"'{name}' must be {expected}.", name, "invalid_type");
}
