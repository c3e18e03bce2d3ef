using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Buffers;
using Iris.Transforms.Wire.Json;
using Iris.Transforms.Wire.Pictures;

namespace Iris.Transforms.Dialects.OpenAI;

/// <summary>
/// Writes OpenAI's image stream: one server-sent event per partial or finished picture, with <c>event:</c> and
/// <c>data:</c> lines, no <c>[DONE]</c> (docs/contract.md, section 5).
/// <para>
/// <c>type</c> stands at the end of each data object. So an event whose picture breaks off half-way can still become an
/// error event: the string and the object are closed with <c>"type":"error"</c>, and a second <c>event:</c> line
/// overrides the first, as the SSE rules have it. Every line on the wire stays valid JSON.
/// </para>
/// </summary>
public sealed class OpenAISseSink(AnswerContext context, PooledBuffer output) : ImageSink(context, output)
{
    private static readonly KnownNames Usual = new(
        "sequence_number", "type", "index", "extra_fields", "b64_json", "url", "created_at", "partial_image_index", "usage", "size", "quality",
        "background", "output_format", "revised_prompt");

    // Members of the whole answer (a provider that does not stream): each event repeats them.
    private readonly List<(string Name, byte[] Json)> _answer = [];
    private NameSet _inEvent = new(Usual);
    // The whole answer's usage, a sum over all pictures: it belongs to the last event, wherever it was told.
    private byte[]? _usage;
    private bool _open;
    private bool _ended;
    private bool _inBase64;
    private bool _typed;
    private int _sequence;
    private long _lastEvent;

    /// <inheritdoc/>
    public override bool AtBoundary => !_open;

    /// <summary>Writes an error event, <c>event: error</c> with the envelope as data.</summary>
    public static void WriteErrorEvent(IBufferWriter<byte> output, ErrorEnvelope envelope, int sequence)
    {
        output.Write("event: error\ndata: "u8);
        using (var writer = new Utf8JsonWriter(output, JsonOutput.Options))
        {
            writer.WriteStartObject();
            writer.WriteNumber("sequence_number"u8, sequence);
            envelope.WriteMembers(writer, "error");
            writer.WriteEndObject();
        }
        output.Write("\n\n"u8);
    }

    /// <inheritdoc/>
    public override bool Fail(ImageError error)
    {
        if (_ended)
            CloseEvent();
        var envelope = new ErrorEnvelope
        {
            Error = error,
            EventId = Context.RequestId,
            RequestType = Context.RequestType,
            Provider = Context.Provider,
            ModelRequested = Context.ModelRequested,
            ResolvedModel = Context.ResolvedModel,
            Latency = Context.ElapsedMilliseconds,
            Attempts = Context.EarlierAttempts,
        };
        if (!_open)
        {
            WriteErrorEvent(Output, envelope, _sequence++);
            return true;
        }
        // The event's number stands at its start already.
        _sequence++;
        CloseBase64();
        Write(","u8);
        WriteWithoutBraces(envelope);
        Write("}\nevent: error\n\n"u8);
        _open = false;
        return true;
    }

    /// <inheritdoc/>
    protected override void WriteMember(string name, ReadOnlySpan<byte> json)
    {
        if (name is "data" or "extra_fields" || json.SequenceEqual("null"u8))
            return;
        var eventName = name == "created" ? "created_at" : name;
        if (_open && _ended && name != "usage")
            WriteInEvent(eventName, json);
        if (name == "usage")
            _usage = json.ToArray();
        else
            _answer.Add((eventName, json.ToArray()));
    }

    /// <inheritdoc/>
    protected override void WritePreviousRest() => CloseEvent();

    /// <inheritdoc/>
    protected override void WriteCallEnd()
    {
        CloseEvent();
        _answer.Clear();
    }

    /// <inheritdoc/>
    protected override void WriteImageStart()
    {
        _open = true;
        _ended = false;
        _typed = Kind != ImageKind.Unknown;
        _inEvent.Clear();
        if (_typed)
        {
            Write("event: "u8);
            Write(EventType);
            Write("\n"u8);
        }
        Write("data: {\"sequence_number\":"u8);
        WriteNumber(_sequence);
        _inEvent.Add("sequence_number");
        _inEvent.Add("type");
        _inEvent.Add("index");
        _inEvent.Add("extra_fields");
    }

    /// <inheritdoc/>
    protected override void WriteImageMember(string name, ReadOnlySpan<byte> json)
    {
        CloseBase64();
        WriteInEvent(name, json);
    }

    /// <inheritdoc/>
    protected override void WriteBase64(ReadOnlySpan<byte> slice)
    {
        if (!_inBase64)
        {
            Write(",\"b64_json\":\""u8);
            _inBase64 = true;
            _inEvent.Add("b64_json");
        }
        Pass(slice);
    }

    /// <inheritdoc/>
    protected override bool IsBase64Open => _inBase64;

    /// <inheritdoc/>
    protected override void WriteUrl(ReadOnlySpan<byte> rawString)
    {
        CloseBase64();
        Write(",\"url\":\""u8);
        Write(rawString);
        Write("\""u8);
        _inEvent.Add("url");
    }

    /// <inheritdoc/>
    protected override void WriteImageEnd(bool whole)
    {
        CloseBase64();
        _ended = true;
        if (whole)
            CloseEvent();
    }

    /// <inheritdoc/>
    protected override void WriteEnd()
    {
        if (_open && _usage is not null)
            WriteEventMember("usage", _usage);
        CloseEvent();
        // A picture less than asked for is told in the only place left, an event of its own.
        if (Images < Context.Request.Count)
        {
            Fail(new ImageError
            {
                Status = 502,
                Type = "provider_response_invalid",
                Code = "fewer_images",
                Message = $"The provider's stream ended after {Images} of {Context.Request.Count} images.",
                Param = "n",
            });
        }
    }

    private ReadOnlySpan<byte> EventType => Kind == ImageKind.Partial
        ? "image_generation.partial_image"u8
        : "image_generation.completed"u8;

    private void CloseEvent()
    {
        if (!_open)
            return;
        foreach (var (name, json) in _answer)
            WriteInEvent(name, json);
        if (!_inEvent.Contains("created_at"))
            WriteNumberInEvent("created_at", Context.UnixSeconds);
        if (Kind == ImageKind.Partial && !_inEvent.Contains("partial_image_index"))
            WriteNumberInEvent("partial_image_index", Partials - 1);
        WriteTextInEvent("output_format", ImageProbe.Name(Probe.Format));
        WriteTextInEvent("size", Probe.Width > 0 ? $"{Probe.Width}x{Probe.Height}" : null);
        var elapsed = Context.ElapsedMilliseconds;
        var isFinal = Kind != ImageKind.Partial;
        Write(",\"extra_fields\":"u8);
        // Latency is since the event before, on a finished picture since the start (docs/contract.md, section 5.4).
        ExtraFields.Write(Output, Context, isFinal ? elapsed : elapsed - _lastEvent, _sequence, full: isFinal);
        _lastEvent = elapsed;
        Write(",\"type\":\""u8);
        Write(EventType);
        Write("\"}\n"u8);
        if (!_typed)
        {
            // The order of an event's lines is free: a type learnt late stands last.
            Write("event: "u8);
            Write(EventType);
            Write("\n"u8);
        }
        Write("\n"u8);
        _sequence++;
        _open = false;
        _ended = false;
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
        JsonText.WriteString(Output, name);
        Write(":"u8);
        JsonText.WriteString(Output, value);
    }

    private void WriteNumberInEvent(string name, long value)
    {
        _inEvent.Add(name);
        Write(","u8);
        JsonText.WriteString(Output, name);
        Write(":"u8);
        WriteNumber(value);
    }

    private void WriteWithoutBraces(ErrorEnvelope envelope)
    {
        using var buffer = new PooledBuffer();
        using (var writer = new Utf8JsonWriter(buffer, JsonOutput.Options))
        {
            writer.WriteStartObject();
            envelope.WriteMembers(writer, "error");
            writer.WriteEndObject();
        }
        Write(buffer.WrittenSpan[1..^1]);
    }

    private void CloseBase64()
    {
        if (_inBase64)
            Write("\""u8);
        _inBase64 = false;
    }

    private void WriteNumber(long value)
    {
        Utf8Formatter.TryFormat(value, Output.GetSpan(20), out var written);
        Output.Advance(written);
    }
}
