using System.Buffers;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Failures;
using Iris.Transforms.Codecs.Reading;
using Iris.Transforms.Wire.Buffers;
using Iris.Transforms.Wire.Json;
using Iris.Transforms.Wire.Sse;

namespace Iris.Transforms.Families.OpenAI;

/// <summary>
/// Reads an OpenAI-shaped image stream. An event's type comes from its <c>event:</c> line or its <c>type</c> member, whichever comes first. Unknown
/// events are skipped; <c>error</c> events, typed or flat, are failures. A stream that ends without a finished picture is a failure as well.
/// </summary>
internal sealed partial class ImagesSseReader : AnswerReader, ISseHandler
{
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
    private readonly AnswerMemberMap _memberMap;
    private readonly SseReader _sse;
    private readonly ImageObjectReader _object;
    private readonly JsonTokenizer _tokenizer;
    private readonly StoredPictures _stored;
    private readonly List<(string Name, byte[] Json)> _early = [];
    // Several calls may share a sink, so pictures are counted from here.
    private readonly int _imagesBefore;
    private EventType _type;
    private bool _begun;
    private bool _hasData;
    private byte[]? _url;
    private MemberBudget _budget;

    /// <summary>Creates a reader for one stream.</summary>
    /// <param name="call">The answered call.</param>
    /// <param name="sink">Receives the pictures.</param>
    /// <param name="readError">Reads the body of an error event.</param>
    /// <param name="memberMap">Maps the server's members to OpenAI's; null when they are the same.</param>
    public ImagesSseReader(ProviderCall call, ImageSink sink, Func<ErrorAnswer, ImageError> readError, AnswerMemberMap? memberMap = null)
    {
        _memberMap = memberMap ?? AnswerMemberMap.OpenAI;
        _sink = sink;
        _stored = new StoredPictures(call, sink);
        _imagesBefore = sink.Images;
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
        _sse.Complete();
        if (Failure is not null)
            return;
        if (_sink.Images + _stored.Finals == _imagesBefore)
            Failure = NoImage("the stream ended before a completed image");
        else
            Next = _stored.ToLegs();
    }

    void ISseHandler.EventName(ReadOnlySpan<byte> name)
    {
        if (_type == EventType.Unknown)
            _type = TypeOf(name);
    }

    // Servers send comments to keep the connection open while they work.
    void ISseHandler.Comment() => _sink.Progress();

    void ISseHandler.Data(ReadOnlySpan<byte> slice)
    {
        if (Failure is not null)
            return;
        _hasData = true;
        _tokenizer.Feed(slice);
    }

    void ISseHandler.Dispatch()
    {
        if (Failure is null)
        {
            if (_hasData)
                _tokenizer.Complete();
            // The event's name alone may report an error.
            if (_hasData || _type == EventType.Error)
                EndEvent();
        }
        ForgetEvent();
    }

    // Only the end of the body ends the stream; [DONE] adds nothing.
    void ISseHandler.Done() => ForgetEvent();

    private void Keep(string name, ReadOnlySpan<byte> json)
    {
        if (!_budget.Take(name, json.Length))
            _sink.TooLarge(name);
        else if (_begun && _type != EventType.Error)
            Say(name, json);
        else
            _early.Add((name, json.ToArray()));
    }

    private void Say(string name, ReadOnlySpan<byte> json)
    {
        if (_memberMap.ValueOf(name, json) is { IsEmpty: false } value)
            _sink.EventMember(_memberMap.NameOf(name), value);
    }

    private void ForgetEvent()
    {
        _tokenizer.Reset();
        _object.Reset();
        _early.Clear();
        _type = EventType.Unknown;
        _begun = _hasData = false;
        _url = null;
        _budget = default;
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
            Say(name, json);
        _early.Clear();
    }

    private void EndEvent()
    {
        if (_type == EventType.Error)
            Failure = ReadErrorEvent();
        else if (_begun)
            EndPicture();
        else if (_url is not null && _type != EventType.Other)
            EndAddress(_url);
        else if (_type == EventType.Completed)
            Failure = NoImage("the completed event is empty");
        foreach (var (name, json) in _early)
        {
            if (Said is null && ErrorWords.IsMember(name))
                Said = ErrorWords.Read(json).Message;
        }
    }

    private void EndPicture()
    {
        _sink.EndImage(Kind, whole: true);
        if (Kind == ImageKind.Final)
            _stored.ForgetPreviews();
    }

    private void EndAddress(byte[] url)
    {
        var members = _early.ToArray();
        if (!_stored.Add(url, Kind, () => Array.ForEach(members, member => Say(member.Name, member.Json))) && Kind == ImageKind.Final)
            Failure = NoImage("the completed event has neither base64 nor an address that can be fetched");
    }

    // A type that the event does not tell is that of a finished picture.
    private ImageKind Kind => _type == EventType.Partial ? ImageKind.Partial : ImageKind.Final;

    // Servers use both forms: {"type":"error","error":{…}} and the flat {"type":"error","message","code"}.
    private ImageError ReadErrorEvent()
    {
        using var body = new PooledBuffer();
        foreach (var (name, json) in _early)
        {
            body.Write(body.Count == 0 ? "{"u8 : ","u8);
            JsonText.WriteString(body, name);
            body.Write(":"u8);
            body.Write(json);
        }
        body.Write(body.Count == 0 ? "{}"u8 : "}"u8);
        return _readError(new ErrorAnswer(502, "application/json", body.WrittenMemory, null) { InsideSuccess = true });
    }

    private static EventType TypeOf(ReadOnlySpan<byte> name)
    {
        // "message" is the standard's default name and has no meaning here.
        if (name.IsEmpty || name.SequenceEqual("message"u8))
            return EventType.Unknown;
        if (name.EndsWith(".partial_image"u8))
            return EventType.Partial;
        if (name.EndsWith(".completed"u8))
            return EventType.Completed;
        return name.SequenceEqual("error"u8) ? EventType.Error : EventType.Other;
    }
}
