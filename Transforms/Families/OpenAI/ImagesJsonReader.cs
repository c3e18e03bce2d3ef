using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Failures;
using Iris.Transforms.Codecs.Reading;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Families.OpenAI;

/// <summary>
/// Reads a plain OpenAI-shaped answer, <c>{"created", "data": [{"b64_json" | "url", …}], "usage", …}</c>. An <c>error</c> object inside a 200
/// answer is a failure, and so is an answer without a picture. A server whose successful answers hold more has a derived reader that overrides the
/// virtual members.
/// </summary>
internal partial class ImagesJsonReader : AnswerReader, IJsonTokenHandler
{
    private enum State
    {
        Start,
        Root,
        Data,
        Item,
        Member,
        End,
    }

    private readonly ImageSink _sink;
    private readonly Func<ErrorAnswer, ImageError> _readError;
    private readonly AnswerMemberMap _memberMap;
    private readonly JsonTokenizer _tokenizer;
    private readonly ImageObjectReader _item;
    private readonly ItemTarget _target;
    private readonly StoredPictures _stored;
    private readonly JsonCapture _capture = new(ImageObjectReader.MaxMember);
    // Several calls may share a sink, so pictures are counted from here.
    private readonly int _imagesBefore;
    private State _state;
    private string _name = "";
    private MemberBudget _budget;

    /// <summary>Creates a reader for one answer.</summary>
    /// <param name="call">The answered call.</param>
    /// <param name="sink">Receives the answer.</param>
    /// <param name="readError">Reads an error object inside a 200 answer.</param>
    /// <param name="memberMap">Maps the server's members to OpenAI's; null when they are the same.</param>
    public ImagesJsonReader(ProviderCall call, ImageSink sink, Func<ErrorAnswer, ImageError> readError, AnswerMemberMap? memberMap = null)
    {
        _memberMap = memberMap ?? AnswerMemberMap.OpenAI;
        _sink = sink;
        _stored = new StoredPictures(call, sink);
        _imagesBefore = sink.Images;
        _readError = readError;
        _tokenizer = new JsonTokenizer(this);
        _target = new ItemTarget(this);
        _item = new ImageObjectReader(_target);
    }

    /// <summary>The number of items of <c>data</c> so far; null before that array begins.</summary>
    protected int? Items { get; private set; }
    /// <summary>The number of items so far that hold no picture or that <see cref="IsBlocked"/> rejected.</summary>
    protected int BlockedItems { get; private set; }
    /// <summary>Whether an item may tell after its picture that it is blocked. A small picture then waits for the item's end.</summary>
    protected virtual bool MayBlock => false;

    /// <summary>Whether a member of an item says that its picture must not be shown.</summary>
    protected virtual bool IsBlocked(string name, ReadOnlySpan<byte> json) => false;

    /// <summary>A member of the whole answer, other than <c>data</c> and <c>error</c>.</summary>
    protected virtual void OnMember(string name, ReadOnlySpan<byte> json)
    {
        if (_memberMap.ValueOf(name, json) is { IsEmpty: false } value)
            _sink.Member(_memberMap.NameOf(name), value);
    }

    /// <summary>Judges the complete answer: returns its failure, or null.</summary>
    /// <param name="pictures">The number of pictures that this answer brought.</param>
    protected virtual ImageError? Judge(int pictures) => pictures == 0 ? NoImage() : null;

    /// <inheritdoc/>
    protected override void OnFeed(ReadOnlySpan<byte> chunk) => _tokenizer.Feed(chunk);

    /// <inheritdoc/>
    protected override void OnComplete()
    {
        _tokenizer.Complete();
        Failure = Judge(_sink.Images - _imagesBefore + _stored.Finals);
        if (Failure is null)
            Next = _stored.ToLegs();
    }

    void IJsonTokenHandler.StartObject()
    {
        switch (_state)
        {
            case State.Start:
                _state = State.Root;
                break;
            case State.Data:
                _item.Reset();
                _target.Reset();
                _state = State.Item;
                _item.StartObject();
                break;
            case State.Item:
                _item.StartObject();
                break;
            default:
                Capturing().StartObject();
                break;
        }
    }

    void IJsonTokenHandler.EndObject()
    {
        switch (_state)
        {
            case State.Root:
                _state = State.End;
                break;
            case State.Item:
                _item.EndObject();
                if (_item.IsComplete)
                {
                    _target.End();
                    _state = State.Data;
                }
                break;
            default:
                _capture.EndObject();
                AfterCapture();
                break;
        }
    }

    void IJsonTokenHandler.StartArray()
    {
        if (_state == State.Item)
            _item.StartArray();
        else if (_state == State.Root && _name == "data")
            (_state, Items) = (State.Data, Items ?? 0);
        else
            Capturing().StartArray();
    }

    void IJsonTokenHandler.EndArray()
    {
        if (_state == State.Item)
        {
            _item.EndArray();
        }
        else if (_state == State.Data)
        {
            _state = State.Root;
        }
        else
        {
            _capture.EndArray();
            AfterCapture();
        }
    }

    void IJsonTokenHandler.Name(ReadOnlySpan<byte> raw)
    {
        if (_state == State.Item)
            _item.Name(raw);
        else if (_state == State.Root)
            _name = ImageObjectReader.Known.Find(raw) ?? JsonText.Unescape(raw);
        else
            _capture.Name(raw);
    }

    void IJsonTokenHandler.StringSlice(ReadOnlySpan<byte> raw, bool last)
    {
        if (_state == State.Item)
        {
            _item.StringSlice(raw, last);
            return;
        }
        Capturing().StringSlice(raw, last);
        AfterCapture();
    }

    void IJsonTokenHandler.Literal(ReadOnlySpan<byte> raw)
    {
        if (_state == State.Item)
        {
            _item.Literal(raw);
            return;
        }
        Capturing().Literal(raw);
        AfterCapture();
    }

    private JsonCapture Capturing()
    {
        switch (_state)
        {
            case State.Root:
                _capture.Reset();
                _state = State.Member;
                break;
            case State.Start:
                throw new FormatException("the answer is not an object");
            case State.Data:
                throw new FormatException("'data' holds something else than objects");
        }
        return _capture;
    }

    private void AfterCapture()
    {
        if (_state != State.Member || !_capture.IsComplete)
            return;
        _state = State.Root;
        var json = _capture.Raw;
        // Servers say in several ways that there is no error.
        if (_name == "error" && !(json.SequenceEqual("null"u8) || json.SequenceEqual("false"u8) || json.SequenceEqual("\"\""u8)))
        {
            Failure = _readError(new ErrorAnswer(502, "application/json", WrapError(json), null) { InsideSuccess = true });
            // The rest of this piece must not reach the sink: otherwise the outcome depends on where the bytes are divided.
            throw new FormatException("the answer is an error");
        }
        if (Said is null && !_capture.Overflowed && ErrorWords.IsMember(_name))
            Said = ErrorWords.Read(json).Message;
        if (_capture.Overflowed || !_budget.Take(_name, json.Length))
            _sink.TooLarge(_name);
        else
            OnMember(_name, json);
    }

    private static byte[] WrapError(ReadOnlySpan<byte> json) => [.. "{\"error\":"u8, .. json, .. "}"u8];
}
