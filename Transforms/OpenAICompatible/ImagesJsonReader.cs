using Iris.Transforms.Answers;
using Iris.Transforms.Errors;
using Iris.Transforms.Json;
using Iris.Transforms.Providers;

namespace Iris.Transforms.OpenAICompatible;

/// <summary>
/// Reads a plain OpenAI-shaped answer, <c>{"created", "data": [{"b64_json" | "url", …}], "usage", …}</c>. An
/// <c>error</c> object inside a 200 is a failure, and so is an answer without a picture.
/// </summary>
public sealed class ImagesJsonReader : AnswerReader, IJsonTokenHandler
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
    private readonly AnswerWords _words;
    private readonly JsonTokenizer _tokenizer;
    private readonly ImageObjectReader _item;
    private readonly ItemTarget _target;
    private readonly JsonCapture _capture = new(ImageObjectReader.MaxMember);
    // Several calls may share a sink.
    private readonly int _imagesBefore;
    private State _state;
    private string _name = "";
    private MemberBudget _budget;

    /// <summary>Makes a reader for one answer.</summary>
    /// <param name="sink">Receives the answer.</param>
    /// <param name="readError">Reads an error object found inside a 200.</param>
    /// <param name="words">The words in which the server departs from OpenAI's; null for none.</param>
    public ImagesJsonReader(ImageSink sink, Func<ErrorAnswer, ImageError> readError, AnswerWords? words = null)
    {
        _words = words ?? AnswerWords.OpenAI;
        _sink = sink;
        _imagesBefore = sink.Images;
        _readError = readError;
        _tokenizer = new JsonTokenizer(this);
        _target = new ItemTarget(this);
        _item = new ImageObjectReader(_target);
    }

    /// <inheritdoc/>
    protected override void OnFeed(ReadOnlySpan<byte> chunk) => _tokenizer.Feed(chunk);

    /// <inheritdoc/>
    protected override void OnComplete()
    {
        _tokenizer.Complete();
        if (_sink.Images == _imagesBefore)
            Failure = NoImage();
        else
            _sink.Complete();
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
            _state = State.Data;
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
            _name = JsonText.Unescape(raw);
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
        if (_name == "error" && !json.SequenceEqual("null"u8))
        {
            Failure = _readError(new ErrorAnswer(502, "application/json", WrapError(json), null) { InsideSuccess = true });
            // What follows in this piece must not reach the sink: the outcome would depend on where the bytes were divided.
            throw new FormatException("the answer is an error");
        }
        if (_capture.Overflowed || !_budget.Take(_name, json.Length))
            _sink.TooLarge(_name);
        else if (_words.ValueOf(_name, json) is { IsEmpty: false } value)
            _sink.Member(_words.NameOf(_name), value);
    }

    private static byte[] WrapError(ReadOnlySpan<byte> json) => [.. "{\"error\":"u8, .. json, .. "}"u8];

    /// <summary>One item of <c>data</c>: the picture begins with its first byte, so an empty item is no picture.</summary>
    private sealed class ItemTarget(ImagesJsonReader reader) : IImageObjectTarget
    {
        private readonly List<(string Name, byte[] Json)> _early = [];
        private bool _begun;

        public void Reset()
        {
            _early.Clear();
            _begun = false;
        }

        public void Base64(ReadOnlySpan<byte> slice)
        {
            Begin();
            reader._sink.Base64(slice);
        }

        public void Url(ReadOnlySpan<byte> rawString)
        {
            Begin();
            reader._sink.Url(rawString);
        }

        public void Member(string name, ReadOnlySpan<byte> json)
        {
            if (!reader._budget.Take(name, json.Length))
                TooLarge(name);
            else if (_begun)
                Say(name, json);
            else
                _early.Add((name, json.ToArray()));
        }

        public void TooLarge(string name) => reader._sink.TooLarge(name);

        public void End()
        {
            if (_begun)
                reader._sink.EndImage(ImageKind.Final, whole: false);
        }

        private void Begin()
        {
            if (_begun)
                return;
            _begun = true;
            reader._sink.BeginImage(ImageKind.Final);
            foreach (var (name, json) in _early)
                Say(name, json);
            _early.Clear();
        }

        // What another word stands for may be what OpenAI says of the whole answer (media_type is output_format): the sink knows where it belongs.
        private void Say(string name, ReadOnlySpan<byte> json)
        {
            var value = reader._words.ValueOf(name, json);
            var known = reader._words.NameOf(name);
            if (value.IsEmpty)
                return;
            if (known == name)
                reader._sink.ImageMember(name, value);
            else
                reader._sink.EventMember(known, value);
        }
    }
}
