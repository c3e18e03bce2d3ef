using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Iris.Transforms.Answers;
using Iris.Transforms.Requests;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Dialects.OpenAI;

/// <summary>The request while its members are being read: one method per kind of value, one entry per member.</summary>
internal struct OpenAIRequestDraft(ReadOnlySequence<byte> body, bool keepExtraParams)
{
    private static readonly KnownNames Members = new(
        [.. ImageParameterNames.All.Select(member => member.Name), "model", "prompt", "stream", "fallbacks", "extra_params"]);

    private readonly ImageRequest _request = new();
    private NameSet _seen = new(Members);
    private List<RawMember>? _extras;
    private ImageParameters _given;
    private ImageError? _error;

    /// <summary>
    /// Reads up to the closing brace; the reader stands on the opening one. Members of a nested <c>extra_params</c> are read as if they
    /// stood beside it, so none can reach a provider twice or unchecked.
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
            _given |= ImageParameterNames.Of(name);
        }
        return null;
    }

    /// <summary>Checks what can only be judged with every member known.</summary>
    public ImageError? Finish(RouteWording wording, out ImageRequest? request)
    {
        request = null;
        if (wording.NoModel is not null && _request.Model.Length == 0)
            return ImageError.Invalid(wording.NoModel, "model", "missing_required_parameter");
        if (string.IsNullOrWhiteSpace(_request.Prompt))
            return ImageError.Invalid(wording.NoPrompt, "prompt", "missing_required_parameter");
        if (_request is { Stream: true, ResponseFormat: ResponseForm.Url })
        {
            return ImageError.Invalid(
                "response_format 'url' is not supported for streaming requests: events carry base64. Leave it out, or set stream to false.",
                "response_format",
                "unsupported_parameter");
        }
        if (_extras is not null)
            _request.Extras = _extras;
        _request.Given = _given;
        request = _request;
        return null;
    }

    private static string NameOf(ref Utf8JsonReader reader) =>
        (!reader.HasValueSequence && !reader.ValueIsEscaped ? Members.Find(reader.ValueSpan) : null) ?? reader.GetString()!;

    private void Set(string name, ref Utf8JsonReader reader)
    {
        switch (name)
        {
            case "model": _request.Model = Text(name, ref reader).Trim(); break;
            case "prompt": _request.Prompt = Text(name, ref reader); break;
            case "n": _request.N = Integer(name, ref reader, 1, 10); break;
            case "size": _request.Size = Size(ref reader); break;
            case "quality": _request.Quality = Text(name, ref reader); break;
            case "style": _request.Style = Text(name, ref reader); break;
            case "response_format": _request.ResponseFormat = Form(ref reader); break;
            case "background": _request.Background = Text(name, ref reader); break;
            case "moderation": _request.Moderation = Text(name, ref reader); break;
            case "output_format": _request.OutputFormat = Text(name, ref reader); break;
            case "output_compression": _request.OutputCompression = Integer(name, ref reader, 0, 100); break;
            case "partial_images": _request.PartialImages = Integer(name, ref reader, 0, 3); break;
            case "input_images": _request.InputImages = Strings(name, ref reader); break;
            case "seed": _request.Seed = Long(name, ref reader); break;
            case "negative_prompt": _request.NegativePrompt = Text(name, ref reader); break;
            case "num_inference_steps": _request.NumInferenceSteps = Integer(name, ref reader, 1, 10_000); break;
            case "aspect_ratio": _request.AspectRatio = Text(name, ref reader); break;
            case "resolution": _request.Resolution = Text(name, ref reader); break;
            case "user": _request.User = Text(name, ref reader); break;
            case "safety_identifier": _request.SafetyIdentifier = Text(name, ref reader); break;
            case "complexity": _request.Complexity = Text(name, ref reader); break;
            case "frame_count": _request.FrameCount = Integer(name, ref reader, 1, 10_000); break;
            case "frame_duration_ms": _request.FrameDurationMs = Integer(name, ref reader, 1, 3_600_000); break;
            case "svg": _request.Svg = Object(name, ref reader); break;
            case "stream": _request.Stream = Boolean(name, ref reader); break;
            case "fallbacks": _request.Fallbacks = Fallbacks(ref reader); break;
            case "extra_params" when keepExtraParams: ReadExtraParams(ref reader); break;
            default: AddExtra(name, ref reader); break;
        }
    }

    private string Text(string name, ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
            return reader.GetString()!;
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

    private int Integer(string name, ref Utf8JsonReader reader, int least, int most)
    {
        if (reader.TokenType != JsonTokenType.Number || !IsInteger(reader))
        {
            WrongType(name, "an integer");
            return least;
        }
        if (!reader.TryGetInt32(out var value) || value < least || value > most)
            _error = ImageError.Invalid($"'{name}' must be between {least} and {most}.", name, "invalid_value");
        return value;
    }

    private long Long(string name, ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value))
            return value;
        WrongType(name, "an integer of at most 64 bits");
        return 0;
    }

    private ImageSize? Size(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String && ImageSize.TryParse(reader.GetString(), out var size))
            return size;
        _error = ImageError.Invalid("'size' must be 'auto' or WIDTHxHEIGHT in pixels, for example '1024x1024'.", "size", "invalid_value");
        return null;
    }

    private ResponseForm Form(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            if (reader.ValueTextEquals("url"u8))
                return ResponseForm.Url;
            if (reader.ValueTextEquals("b64_json"u8))
                return ResponseForm.Base64;
        }
        _error = ImageError.Invalid("'response_format' must be 'url' or 'b64_json'.", "response_format", "invalid_value");
        return ResponseForm.Unspecified;
    }

    private ReadOnlyMemory<byte>? Strings(string name, ref Utf8JsonReader reader)
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
        return null;
    }

    private ReadOnlyMemory<byte>? Object(string name, ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
            return Raw(ref reader);
        WrongType(name, "an object");
        return null;
    }

    private List<FallbackEntry> Fallbacks(ref Utf8JsonReader reader)
    {
        var entries = new List<FallbackEntry>();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            WrongType("fallbacks", "an array of 'provider/model' strings");
            return entries;
        }
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (Fallback(ref reader) is not { } entry)
            {
                _error = ImageError.Invalid(
                    "'fallbacks' must hold strings 'provider/model' or objects {\"provider\", \"model\"}.", "fallbacks", "invalid_type");
                break;
            }
            if (entries.Count == OpenAIRequestReader.MaxFallbacks)
            {
                _error = ImageError.Invalid($"'fallbacks' may hold at most {OpenAIRequestReader.MaxFallbacks} entries.", "fallbacks", "invalid_value");
                break;
            }
            entries.Add(entry);
        }
        return entries;
    }

    private static FallbackEntry? Fallback(ref Utf8JsonReader reader)
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

    // A copy: the request outlives the body's buffers. The reader decodes no string that it passes over, so a copy is checked here.
    private ReadOnlyMemory<byte> Slice(long start, long end)
    {
        var copy = body.Slice(start, end - start).ToArray();
        return Utf8.IsValid(copy) ? copy : throw new InvalidOperationException("not UTF-8");
    }

    private void WrongType(string name, string expected) =>
        _error = ImageError.Invalid($"'{name}' must be {expected}.", name, "invalid_type");

    // Whether a number is written without fraction or exponent.
    private static bool IsInteger(in Utf8JsonReader reader)
    {
        foreach (var b in reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan)
        {
            if (b is (byte)'.' or (byte)'e' or (byte)'E')
                return false;
        }
        return true;
    }
}
