using Iris.Transforms.Answers;
using Iris.Transforms.Errors;
using Iris.Transforms.Json;
using Iris.Transforms.Providers;
using Iris.Transforms.Sse;

namespace Iris.Transforms.OpenAICompatible;

/// <summary>
/// Reads an OpenAI-shaped image stream. The type of an event comes from its <c>event:</c> line or its <c>type</c>
/// member, whichever is there first; unknown events are skipped; <c>error</c> events, typed or flat, are failures.
/// A stream that ends without a finished picture is a failure as well.
/// </summary>
public sealed class ImagesSseReader : AnswerReader, ISseHandler, IImageObjectTarget
{
    private const int MaxKept = 512 * 1024;

    private enum EventType
    {
        Unknown,
        Partial,
        Completed,
        Error,
        Other,
    }

    private readonly ImageSink _sink;
    private readonly Func<ErrorAnswer, ImageError> _readError;
    private readonly SseReader _sse;
    private readonly ImageObjectReader _object;
    private readonly JsonTokenizer _tokenizer;
    private readonly List<(string Name, byte[] Json)> _early = [];
    private EventType _type;
    private bool _begun;
    private bool _hasData;
    private int _kept;

    /// <summary>Makes a reader for one stream.</summary>
    /// <param name="sink">Receives the pictures.</param>
    /// <param name="readError">Reads the body of an error event.</param>
    public ImagesSseReader(ImageSink sink, Func<ErrorAnswer, ImageError> readError)
    {
        _sink = sink;
        _readError = readError;
        _sse = new SseReader(this);
        _object = new ImageObjectReader(this);
        _tokenizer = new JsonTokenizer(_object);
    }

    /// <inheritdoc/>
    protected override void OnFeed(ReadOnlySpan<byte> chunk) => _sse.Feed(chunk);

    /// <inheritdoc/>
    protected override void OnComplete()
    {
        if (Failure is null)
            _sse.Complete();
        if (Failure is not null)
            return;
        if (_sink.Images == 0)
            Failure = NoImage("the stream ended before a completed image");
        else
            _sink.Complete();
    }

    void ISseHandler.EventName(ReadOnlySpan<byte> name)
    {
        if (_type == EventType.Unknown)
            _type = TypeOf(name);
    }

    void ISseHandler.Data(ReadOnlySpan<byte> slice)
    {
        if (Failure is not null)
            return;
        _hasData = true;
        _tokenizer.Feed(slice);
    }

    void ISseHandler.Dispatch()
    {
        if (_hasData && Failure is null)
        {
            _tokenizer.Complete();
            EndEvent();
        }
        ForgetEvent();
    }

    // The end of the body is what ends the stream; [DONE] adds nothing.
    void ISseHandler.Done() => ForgetEvent();

    void IImageObjectTarget.Base64(ReadOnlySpan<byte> slice)
    {
        if (_type is EventType.Error or EventType.Other)
            return;
        Begin();
        _sink.Base64(slice);
    }

    void IImageObjectTarget.Url(ReadOnlySpan<byte> rawString)
    {
        if (_type is EventType.Error or EventType.Other)
            return;
        Begin();
        _sink.Url(rawString);
    }

    void IImageObjectTarget.Member(string name, ReadOnlySpan<byte> json)
    {
        switch (name)
        {
            case "type" when json.Length > 2 && json[0] == (byte)'"':
                // A type in the data wins over the line only where the line said nothing known.
                if (_type is EventType.Unknown or EventType.Other)
                    _type = TypeOf(json[1..^1]);
                if (_type == EventType.Error)
                    Keep(name, json);
                return;
            case "error":
                _type = EventType.Error;
                break;
            // Numbered anew: events of several calls may be merged, and the contract's numbers have no gaps.
            case "sequence_number":
                return;
            case "partial_image_index" when _type == EventType.Unknown && !_begun:
                _type = EventType.Partial;
                break;
        }
        if (_begun && _type != EventType.Error)
            _sink.ImageMember(name, json);
        else
            Keep(name, json);
    }

    void IImageObjectTarget.TooLarge(string name) => _sink.Context.Warnings.Add(
        new ImageWarning("member_too_large", $"An event's member '{(name.Length <= 64 ? name : name[..64])}' was left out: it is too large."));

    private void Keep(string name, ReadOnlySpan<byte> json)
    {
        _kept += json.Length;
        if (_kept > MaxKept)
            throw new FormatException("an event's members are too large");
        _early.Add((name, json.ToArray()));
    }

    private void ForgetEvent()
    {
        _tokenizer.Reset();
        _object.Reset();
        _early.Clear();
        _type = EventType.Unknown;
        _begun = _hasData = false;
        _kept = 0;
    }

    private void Begin()
    {
        if (_begun)
            return;
        _begun = true;
        _sink.BeginImage(_type switch
        {
            EventType.Partial => ImageKind.Partial,
            EventType.Completed => ImageKind.Final,
            _ => ImageKind.Unknown,
        });
        foreach (var (name, json) in _early)
            _sink.ImageMember(name, json);
        _early.Clear();
    }

    private void EndEvent()
    {
        if (_type == EventType.Error)
            Failure = ReadErrorEvent();
        else if (_begun)
            _sink.EndImage(_type == EventType.Partial ? ImageKind.Partial : ImageKind.Final, whole: true);
        else if (_type == EventType.Completed)
            Failure = NoImage("the completed event is empty");
    }

    // Both forms are in use: {"type":"error","error":{…}} and the flat {"type":"error","message","code"}.
    private ImageError ReadErrorEvent()
    {
        var body = new List<byte>();
        foreach (var (name, json) in _early)
        {
            body.Add(body.Count == 0 ? (byte)'{' : (byte)',');
            body.Add((byte)'"');
            body.AddRange(System.Text.Encoding.UTF8.GetBytes(name.Replace("\\", "", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal)));
            body.AddRange("\":"u8);
            body.AddRange(json);
        }
        body.AddRange(body.Count == 0 ? "{}"u8 : "}"u8);
        return _readError(new ErrorAnswer(502, "application/json", body.ToArray(), null));
    }

    private static EventType TypeOf(ReadOnlySpan<byte> name)
    {
        if (name.EndsWith(".partial_image"u8))
            return EventType.Partial;
        if (name.EndsWith(".completed"u8))
            return EventType.Completed;
        return name.SequenceEqual("error"u8) ? EventType.Error : EventType.Other;
    }
}
