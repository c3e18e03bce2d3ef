using Iris.Transforms.Wire.Json;
using Iris.Transforms.Wire.Pictures;

namespace Iris.Transforms.Families.OpenAI;

/// <summary>Receives the content of an object that holds a picture.</summary>
internal interface IImageObjectTarget
{
    /// <summary>A non-empty slice of <c>b64_json</c>, without the prefix of a data URL.</summary>
    void Base64(ReadOnlySpan<byte> slice);
    /// <summary>The base64 that follows stands in <c>url</c>, as a data URL.</summary>
    void DataUrl();
    /// <summary>The content of <c>url</c>, still escaped, not empty.</summary>
    void Url(ReadOnlySpan<byte> rawString);
    /// <summary>Any other member that is not null.</summary>
    void Member(string name, ReadOnlySpan<byte> json);
    /// <summary>A member that exceeds the limit.</summary>
    void TooLarge(string name);
}

/// <summary>
/// Reads one JSON object that may hold a picture: an item of <c>data</c> or the data of a stream event. Base64 passes through in slices; every
/// other member is collected up to <see cref="MaxMember"/>.
/// </summary>
internal sealed class ImageObjectReader(IImageObjectTarget target) : IJsonTokenHandler
{
    /// <summary>The largest size of a member beside the picture, in bytes.</summary>
    public const int MaxMember = 256 * 1024;

    private enum State
    {
        Before,
        Between,
        Base64Head,
        UrlHead,
        Base64,
        Skip,
        Capture,
        After,
    }

    /// <summary>Names that every answer has.</summary>
    public static readonly KnownNames Known = new(
        "b64_json", "type", "url", "created", "data", "created_at", "size", "quality", "background", "output_format", "usage", "partial_image_index",
        "revised_prompt", "sequence_number", "index");

    private readonly JsonCapture _capture = new(MaxMember);
    private DataUrlHead? _head;
    private DataUrlHead? _urlHead;
    private State _state;
    private bool _hasBase64;
    private bool _hasUrl;
    private string _name = "";

    /// <summary>True when the object's closing brace has been read.</summary>
    public bool IsComplete => _state == State.After;

    /// <summary>Prepares for the next object.</summary>
    public void Reset() => _state = State.Before;

    public void StartObject()
    {
        if (_state == State.Before)
        {
            _state = State.Between;
            _hasBase64 = _hasUrl = false;
            return;
        }
        Capturing().StartObject();
    }

    public void EndObject()
    {
        if (_state == State.Between)
        {
            _state = State.After;
            return;
        }
        Capturing().EndObject();
        AfterCapture();
    }

    public void StartArray()
    {
        if (_state == State.Before)
            throw new FormatException("an array where an object was expected");
        Capturing().StartArray();
    }

    public void EndArray()
    {
        Capturing().EndArray();
        AfterCapture();
    }

    public void Name(ReadOnlySpan<byte> raw)
    {
        if (_state == State.Capture)
        {
            _capture.Name(raw);
            return;
        }
        _name = Known.Find(raw) ?? JsonText.Unescape(raw);
    }

    public void StringSlice(ReadOnlySpan<byte> raw, bool last)
    {
        if (_state == State.Before)
            throw new FormatException("a string where an object was expected");
        if (_state == State.Between && _name == "b64_json")
        {
            // Of two pictures in one object the first one counts.
            _state = _hasBase64 ? State.Skip : State.Base64Head;
            _hasBase64 = true;
            _head?.Reset();
        }
        if (_state == State.Between && _name == "url")
        {
            _state = _hasUrl ? State.Skip : State.UrlHead;
            _urlHead?.Reset();
        }
        if (_state == State.Skip)
        {
            if (last)
                _state = State.Between;
            return;
        }
        if (_state == State.UrlHead && !ReadUrlHead(ref raw, last))
            return;
        if (_state == State.Base64Head)
            ReadHead(ref raw, last);
        if (_state == State.Base64)
        {
            if (!raw.IsEmpty)
                target.Base64(raw);
            if (last)
                _state = State.Between;
            return;
        }
        if (_state == State.Base64Head)
            return;
        Capturing().StringSlice(raw, last);
        AfterCapture();
    }

    public void Literal(ReadOnlySpan<byte> raw)
    {
        if (_state == State.Before)
            throw new FormatException("a literal where an object was expected");
        Capturing().Literal(raw);
        AfterCapture();
    }

    // Some servers put a data URL here (docs/contract.md, section 4.1). No known picture's base64 begins with the letter "d", so the first byte
    // nearly always decides.
    private void ReadHead(ref ReadOnlySpan<byte> raw, bool last)
    {
        if (!raw.IsEmpty && (_head is null || _head.Held.IsEmpty) && (raw[0] | 0x20) != 'd')
        {
            _state = State.Base64;
            return;
        }
        var verdict = raw.IsEmpty ? DataUrlVerdict.Undecided : (_head ??= new DataUrlHead()).Read(ref raw);
        if (verdict == DataUrlVerdict.Undecided && !last)
            return;
        if (verdict == DataUrlVerdict.Undecided)
            _head?.End();
        if (verdict != DataUrlVerdict.Base64 && _head is { Held.IsEmpty: false })
            target.Base64(_head.Held);
        _state = State.Base64;
    }

    // A data URL holds the whole picture and flows on like base64; any other address is small and is collected. False while more bytes are needed.
    private bool ReadUrlHead(ref ReadOnlySpan<byte> raw, bool last)
    {
        var head = _urlHead ??= new DataUrlHead(isLenient: true);
        var verdict = head.Read(ref raw);
        if (verdict == DataUrlVerdict.Undecided && !last)
            return false;
        if (verdict == DataUrlVerdict.Base64)
        {
            _state = _hasBase64 ? State.Skip : State.Base64;
            if (!_hasBase64)
                target.DataUrl();
            _hasBase64 = _hasUrl = true;
            if (_state == State.Skip && last)
                _state = State.Between;
            return _state == State.Base64;
        }
        _state = State.Between;
        Capturing().StringSlice(head.Held, last: false);
        return true;
    }

    private JsonCapture Capturing()
    {
        if (_state == State.Between)
        {
            _capture.Reset();
            _state = State.Capture;
        }
        return _capture;
    }

    private void AfterCapture()
    {
        if (_state != State.Capture || !_capture.IsComplete)
            return;
        _state = State.Between;
        if (_capture.Overflowed)
        {
            target.TooLarge(_name);
            return;
        }
        var json = _capture.Raw;
        if (json.SequenceEqual("null"u8) || _name == "b64_json")
            return;
        if (_name != "url")
            target.Member(_name, json);
        else if (json.Length > 2 && json[0] == (byte)'"' && !_hasUrl)
        {
            _hasUrl = true;
            target.Url(json[1..^1]);
        }
    }
}
