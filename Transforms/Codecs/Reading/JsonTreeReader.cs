using Iris.Transforms.Answers;
using Iris.Transforms.Codecs.Failures;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Codecs.Reading;

/// <summary>
/// Reads a JSON answer in which pictures stand between small values. A value is identified by its path: <c>seed</c>, <c>images[]</c>,
/// <c>images[].url</c>. Members may come in any order; decisions that need all of them belong in <see cref="OnWhole"/>.
/// </summary>
public abstract class JsonTreeReader : AnswerReader, IJsonTokenHandler
{
    /// <summary>The largest value that is collected, in bytes.</summary>
    public const int MaxKept = 64 * 1024;

    private enum Mode
    {
        Between,
        Keep,
        // Collects the server's words about a failure, which the derived reader does not ask for.
        KeepWords,
        Skip,
        Slices,
    }

    private readonly record struct Level(string Path, bool IsArray);

    private readonly JsonTokenizer _tokenizer;
    private readonly JsonCapture _capture = new(MaxKept);
    private readonly List<Level> _levels = [];
    private Mode _mode;
    private int _skipDepth;
    private string _name = "";
    private string _path = "";

    /// <summary>Creates a reader for one answer.</summary>
    protected JsonTreeReader() => _tokenizer = new JsonTokenizer(this);

    /// <summary>Decides how to handle a value before it is read.</summary>
    protected abstract ValueUse UseOf(string path, ValueKind kind);

    /// <summary>Receives a collected value.</summary>
    /// <param name="path">The value's path.</param>
    /// <param name="json">The compact raw JSON; empty when it was longer than <see cref="MaxKept"/>. Never <c>null</c>.</param>
    protected abstract void OnKept(string path, ReadOnlySpan<byte> json);

    /// <summary>Receives a slice of a string.</summary>
    protected abstract void OnSlice(string path, ReadOnlySpan<byte> raw, bool last);

    /// <summary>An object or array that is entered begins.</summary>
    protected virtual void OnStart(string path)
    {
    }

    /// <summary>An object or array that was entered ends.</summary>
    protected virtual void OnEnd(string path)
    {
    }

    /// <summary>
    /// The document is complete: sets <see cref="AnswerReader.Failure"/> or <see cref="AnswerReader.Next"/>, or completes the sink.
    /// </summary>
    protected abstract void OnWhole();

    /// <summary>Reads the next bytes of the answer, which is one document.</summary>
    protected override void OnFeed(ReadOnlySpan<byte> chunk) => FeedDocument(chunk);

    /// <inheritdoc/>
    protected override void OnComplete() => EndDocument();

    /// <summary>Reads the next bytes of a document.</summary>
    protected void FeedDocument(ReadOnlySpan<byte> chunk) => _tokenizer.Feed(chunk);

    /// <summary>Ends a document, which must be complete; the next bytes begin another one.</summary>
    protected void EndDocument()
    {
        _tokenizer.Complete();
        OnWhole();
        _tokenizer.Reset();
    }

    /// <summary>The shortened text of a collected string; null for anything else and for an empty string.</summary>
    internal static string? TextOf(ReadOnlySpan<byte> json) =>
        json.Length > 2 && json[0] == (byte)'"' ? ShortText.Cut(JsonText.Unescape(json[1..^1]), ImageError.MaxMessageLength) : null;

    void IJsonTokenHandler.StartObject() => Open(isArray: false);

    void IJsonTokenHandler.EndObject() => Close(isArray: false);

    void IJsonTokenHandler.StartArray() => Open(isArray: true);

    void IJsonTokenHandler.EndArray() => Close(isArray: true);

    void IJsonTokenHandler.Name(ReadOnlySpan<byte> raw)
    {
        if (IsKeeping)
            _capture.Name(raw);
        else if (_mode == Mode.Between)
            _name = JsonText.Unescape(raw);
    }

    void IJsonTokenHandler.StringSlice(ReadOnlySpan<byte> raw, bool last)
    {
        if (_mode == Mode.Between)
        {
            Begin(ValueKind.String);
            _skipDepth = 0;
        }
        switch (_mode)
        {
            case Mode.Keep or Mode.KeepWords:
                _capture.StringSlice(raw, last);
                EndKept();
                break;
            case Mode.Slices:
                if (last)
                    _mode = Mode.Between;
                OnSlice(_path, raw, last);
                break;
            case Mode.Skip when _skipDepth == 0 && last:
                _mode = Mode.Between;
                break;
        }
    }

    void IJsonTokenHandler.Literal(ReadOnlySpan<byte> raw)
    {
        if (IsKeeping)
            _capture.Literal(raw);
        if (_mode != Mode.Between)
            return;
        if (_levels.Count > 0 && raw.SequenceEqual("null"u8))
            return;
        var isKept = Begin(ValueKind.Literal) == ValueUse.Keep;
        _mode = Mode.Between;
        if (isKept)
            OnKept(_path, raw);
    }

    private void Open(bool isArray)
    {
        if (_mode == Mode.Between)
        {
            if (_levels.Count == 0)
            {
                _levels.Add(new Level("", isArray));
                return;
            }
            if (Begin(isArray ? ValueKind.Array : ValueKind.Object) == ValueUse.Enter)
            {
                _levels.Add(new Level(_path, isArray));
                OnStart(_path);
                return;
            }
            _skipDepth = 0;
        }
        if (_mode == Mode.Skip)
            _skipDepth++;
        else if (isArray)
            _capture.StartArray();
        else
            _capture.StartObject();
    }

    private void Close(bool isArray)
    {
        switch (_mode)
        {
            case Mode.Between:
                var path = _levels[^1].Path;
                _levels.RemoveAt(_levels.Count - 1);
                if (_levels.Count > 0)
                    OnEnd(path);
                break;
            case Mode.Skip when --_skipDepth == 0:
                _mode = Mode.Between;
                break;
            case Mode.Keep or Mode.KeepWords:
                if (isArray)
                    _capture.EndArray();
                else
                    _capture.EndObject();
                EndKept();
                break;
        }
    }

    private bool IsKeeping => _mode is Mode.Keep or Mode.KeepWords;

    private ValueUse Begin(ValueKind kind)
    {
        if (_levels.Count == 0)
            throw new FormatException("the answer is neither an object nor an array");
        var level = _levels[^1];
        // A name with these characters could be mistaken for a path.
        if (!level.IsArray && _name.AsSpan().ContainsAny('.', '['))
        {
            _mode = Mode.Skip;
            return ValueUse.Skip;
        }
        _path = level.IsArray ? level.Path + "[]" : level.Path.Length == 0 ? _name : $"{level.Path}.{_name}";
        var use = UseOf(_path, kind);
        _mode = use switch
        {
            ValueUse.Keep => Mode.Keep,
            ValueUse.Slices when kind == ValueKind.String => Mode.Slices,
            ValueUse.Enter when kind is ValueKind.Object or ValueKind.Array => Mode.Between,
            _ => Mode.Skip,
        };
        if (_mode == Mode.Skip && Said is null && _levels.Count == 1 && !level.IsArray && kind != ValueKind.Literal && ErrorWords.IsMember(_name))
            _mode = Mode.KeepWords;
        if (IsKeeping)
            _capture.Reset();
        return use;
    }

    private void EndKept()
    {
        if (!_capture.IsComplete)
            return;
        var isAsked = _mode == Mode.Keep;
        _mode = Mode.Between;
        if (!isAsked)
            Said = _capture.Overflowed ? null : ErrorWords.Read(_capture.Raw).Message;
        else
            OnKept(_path, _capture.Overflowed ? [] : _capture.Raw);
    }
}
