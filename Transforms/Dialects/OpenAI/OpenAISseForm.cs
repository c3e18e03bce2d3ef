using Iris.Transforms.Answers;
using Iris.Transforms.Requests;
using Iris.Transforms.Wire.Buffers;
using Iris.Transforms.Wire.Json;
using Iris.Transforms.Wire.Pictures;

namespace Iris.Transforms.Dialects.OpenAI;

/// <summary>
/// Writes OpenAI's image stream: one server-sent event per partial or finished picture, with <c>event:</c> and
/// <c>data:</c> lines, no <c>[DONE]</c> (docs/contract.md, section 5).
/// <para>
/// <c>type</c> stands at the end of each data object, so that an event whose picture breaks off can still become an error event: the form closes
/// the string and the object with <c>"type":"error"</c>, and a second <c>event:</c> line overrides the first, as the SSE standard defines. Every
/// line on the wire stays valid JSON.
/// </para>
/// </summary>
internal sealed partial class OpenAISseForm(AnswerTally tally, PooledBuffer output) : AnswerForm(tally, output)
{
    private static readonly KnownNames Usual = new(
        "sequence_number", "type", "index", "extra_fields", "b64_json", "url", "created_at", "partial_image_index", "usage", "size", "quality",
        "background", "output_format", "revised_prompt");

    private enum Event
    {
        // Between two events.
        None,
        // The event's data object is open.
        Open,
        // The string with the picture's base64 is open.
        InBase64,
        // The picture has ended; members of the whole answer may follow.
        Ended,
    }

    private Event _event;
    // Members of the whole answer, from a provider that does not stream; every event repeats them.
    private List<(string Name, byte[] Json)>? _answer;
    private NameSet _inEvent = new(Usual);
    // The usage of the whole answer, a sum over all pictures. It belongs to the last event, wherever the provider sends it.
    private byte[]? _usage;
    // True when the "event:" line stands before the data; false when the type is still unknown.
    private bool _typed;
    // No further picture comes: the open event tells the cost, as it tells the usage.
    private bool _isEnding;
    private int _sequence;
    private long _lastEvent;

    /// <inheritdoc/>
    public override bool AtBoundary => _event == Event.None;

    /// <inheritdoc/>
    public override bool IsBase64Open => _event == Event.InBase64;

    /// <inheritdoc/>
    public override bool Fail(FailureReport report)
    {
        if (_event == Event.Ended)
            CloseEvent();
        if (_event == Event.None)
        {
            ErrorEnvelope.WriteEvent(Output, report, _sequence++);
            return true;
        }
        // The open event already has this number.
        _sequence++;
        CloseBase64();
        Write(","u8);
        ErrorEnvelope.WriteRest(Output, report);
        Write("}\nevent: error\n\n"u8);
        _event = Event.None;
        return true;
    }

    /// <inheritdoc/>
    public override void Member(string name, ReadOnlySpan<byte> json)
    {
        if (name is "data" or "extra_fields" || json.SequenceEqual("null"u8))
            return;
        var eventName = name == "created" ? "created_at" : name;
        if (_event == Event.Ended && name != "usage")
            WriteInEvent(eventName, json);
        if (name == "usage")
            _usage = json.ToArray();
        else
            (_answer ??= []).Add((eventName, json.ToArray()));
    }

    /// <inheritdoc/>
    public override void EndCall()
    {
        CloseEvent();
        _answer?.Clear();
    }

    /// <inheritdoc/>
    public override void BeginImage(ImageKind kind)
    {
        CloseEvent();
        _event = Event.Open;
        _typed = kind != ImageKind.Unknown;
        _inEvent.Clear();
        if (_typed)
            WriteType(kind);
        Write("data: {\"sequence_number\":"u8);
        WriteNumber(_sequence);
        _inEvent.Add("sequence_number");
        _inEvent.Add("type");
        _inEvent.Add("index");
        _inEvent.Add("extra_fields");
    }

    /// <inheritdoc/>
    public override void ImageMember(string name, ReadOnlySpan<byte> json)
    {
        CloseBase64();
        WriteInEvent(name, json);
    }

    /// <inheritdoc/>
    public override void Base64(ReadOnlySpan<byte> slice)
    {
        if (_event != Event.InBase64)
        {
            Write(",\"b64_json\":\""u8);
            _event = Event.InBase64;
            _inEvent.Add("b64_json");
        }
        Output.Pass(slice);
    }

    /// <inheritdoc/>
    public override void Url(ReadOnlySpan<byte> rawString)
    {
        CloseBase64();
        Write(",\"url\":\""u8);
        Write(rawString);
        Write("\""u8);
        _inEvent.Add("url");
    }

    /// <inheritdoc/>
    public override void EndImage(ImageKind kind, bool whole)
    {
        CloseBase64();
        _event = Event.Ended;
        if (whole)
            CloseEvent();
    }

    /// <inheritdoc/>
    public override void End()
    {
        _isEnding = true;
        if (_event != Event.None && _usage is not null)
            EventMember("usage", _usage);
        CloseEvent();
        // The pictures have already been sent, so an event of its own reports that some are missing.
        if (Tally.Images < Context.Request.Count)
        {
            Fail(Context.Report(new ImageError
            {
                Status = 502,
                Type = "provider_response_invalid",
                Code = "fewer_images",
                Message = $"The provider's stream ended after {Tally.Images} of {Context.Request.Count} images.",
                Param = "n",
            }));
        }
    }

    private ReadOnlySpan<byte> TypeOf(ImageKind kind) => (Context.Request.Operation, kind) switch
    {
        (ImageOperation.Edit, ImageKind.Partial) => "image_edit.partial_image"u8,
        (ImageOperation.Edit, _) => "image_edit.completed"u8,
        (_, ImageKind.Partial) => "image_generation.partial_image"u8,
        _ => "image_generation.completed"u8,
    };

    private void CloseEvent()
    {
        if (_event == Event.None)
            return;
        var (kind, probe) = (Tally.Kind, Tally.Probe);
        foreach (var (name, json) in _answer ?? [])
            WriteInEvent(name, json);
        if (!_inEvent.Contains("created_at"))
            WriteNumberInEvent("created_at", Context.UnixSeconds);
        if (kind == ImageKind.Partial && !_inEvent.Contains("partial_image_index"))
            WriteNumberInEvent("partial_image_index", Tally.Partials - 1);
        WriteTextInEvent("output_format", ImageProbe.Name(probe.Format));
        WriteTextInEvent("size", probe.Width > 0 ? $"{probe.Width}x{probe.Height}" : null);
        var elapsed = Context.ElapsedMilliseconds;
        var isFinal = kind != ImageKind.Partial;
        Write(",\"extra_fields\":"u8);
        // The latency of a partial picture counts from the event before it, that of a finished one from the start (docs/contract.md, section 5.4).
        var cost = isFinal && (_isEnding || Tally.Images >= Context.Request.Count) ? Tally.Settle() : null;
        ExtraFields.WriteLast(Output, Context, isFinal ? elapsed : elapsed - _lastEvent, _sequence, full: isFinal, cost);
        _lastEvent = elapsed;
        Write(",\"type\":\""u8);
        Write(TypeOf(kind));
        Write("\"}\n"u8);
        // The lines of an event may stand in any order, so a type that was unknown at first stands last.
        if (!_typed)
            WriteType(kind);
        Write("\n"u8);
        _sequence++;
        _event = Event.None;
    }

    private void WriteType(ImageKind kind)
    {
        Write("event: "u8);
        Write(TypeOf(kind));
        Write("\n"u8);
    }

    private void WriteInEvent(string name, ReadOnlySpan<byte> json)
    {
        if (!_inEvent.Add(name))
            return;
        Write(","u8);
        WriteProperty(name, json);
    }

    private void WriteTextInEvent(string name, string? value)
    {
        if (value is null || !_inEvent.Add(name))
            return;
        Write(","u8);
        WriteText(name, value);
    }

    private void WriteNumberInEvent(string name, long value)
    {
        _inEvent.Add(name);
        Write(","u8);
        JsonText.WriteString(Output, name);
        Write(":"u8);
        WriteNumber(value);
    }

    private void CloseBase64()
    {
        if (_event != Event.InBase64)
            return;
        Write("\""u8);
        _event = Event.Open;
    }
}
