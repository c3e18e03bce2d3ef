namespace Iris.Transforms.Wire.Json;

/// <summary>
/// A push tokenizer for JSON (RFC 8259) that can stop and resume at any byte. It passes string values on in slices as they arrive, so that it never
/// holds a picture of many megabytes. <c>Utf8JsonReader</c> cannot do that: it needs a whole token in its buffer.
/// <para>
/// The grammar is strict: no trailing commas, comments, control characters or unknown escapes, and only whitespace after the one value. A UTF-8
/// byte order mark at the start is skipped. Bytes from 0x80 up inside strings are not checked: checking UTF-8 would cost more than everything else,
/// and the reader of the copied text checks it.
/// </para>
/// <para>Bounds: <see cref="MaxDepth"/>, <see cref="MaxNameBytes"/>, <see cref="MaxLiteralBytes"/>. Not thread-safe. After an exception only
/// <see cref="Reset"/> may be called.</para>
/// </summary>
internal sealed partial class JsonTokenizer
{
    /// <summary>The deepest nesting of objects and arrays.</summary>
    public const int MaxDepth = 64;

    /// <summary>The longest property name in bytes, as written.</summary>
    public const int MaxNameBytes = 1024;

    /// <summary>The longest number in bytes, as written.</summary>
    public const int MaxLiteralBytes = 256;

    private readonly IJsonTokenHandler _handler;
    private State _state;
    private long _offset;     // position of the chunk's first byte in the document
    private ulong _objects;   // one bit per open container, set for an object; its width is MaxDepth
    private int _depth;

    /// <summary>Creates a tokenizer that reports to <paramref name="handler"/>.</summary>
    public JsonTokenizer(IJsonTokenHandler handler) => _handler = handler;

    private enum State : byte
    {
        Value, FirstItem, FirstName, NextName, Colon, Separator,   // the token expected next
        Name, Text, TextUnit, Literal, ByteOrderMark,              // the token being read
        Whole, Refused,
    }

    /// <summary>True when the one top-level value has ended. A number ends with the byte after it, or with <see cref="Complete"/>.</summary>
    public bool IsWhole => _state == State.Whole;

    /// <summary>Reads the next bytes of the document; any division into chunks yields the same tokens.</summary>
    /// <exception cref="JsonFormatException">The document is malformed or exceeds a bound.</exception>
    public void Feed(ReadOnlySpan<byte> chunk)
    {
        int at = 0;
        while (at < chunk.Length)
        {
            at = _state switch
            {
                State.Text => ReadText(chunk, at),
                State.TextUnit => ReadUnit(chunk, at),
                State.Name => ReadName(chunk, at),
                State.Literal => ReadLiteral(chunk, at),
                State.ByteOrderMark => ReadMark(chunk[at], at),
                _ => ReadStructure(chunk[at], at),
            };
        }

        _offset += chunk.Length;
    }

    /// <summary>Ends the document.</summary>
    /// <exception cref="JsonFormatException">The document is incomplete.</exception>
    public void Complete()
    {
        if (_state == State.Literal)
            EndLiteral(_token.AsSpan(0, _length), 0);
        if (_state != State.Whole)
            throw Refuse("it ends before its value does", 0);
    }

    /// <summary>Prepares for the next document; keeps the buffers.</summary>
    public void Reset()
    {
        _state = State.Value;
        _offset = 0;
        _objects = 0;
        _depth = 0;
        _length = 0;
        _escaped = false;
    }

    private int ReadStructure(byte b, int at)
    {
        if (b is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            return at + 1;

        switch (_state)
        {
            case State.Value or State.FirstItem:
                return BeginValue(b, at);
            case State.FirstName when b == '}':
                Close(isObject: true);
                break;
            case State.FirstName or State.NextName when b == '"':
                _state = State.Name;
                break;
            case State.Colon when b == ':':
                _state = State.Value;
                break;
            case State.Separator when b == ',':
                _state = InObject ? State.NextName : State.Value;
                break;
            case State.Separator when b == (InObject ? '}' : ']'):
                Close(InObject);
                break;
            default:
                throw Refuse(Expected(), at);
        }

        return at + 1;
    }

    private int BeginValue(byte b, int at)
    {
        switch (b)
        {
            case (byte)'"':
                _state = State.Text;
                return at + 1;
            case (byte)'{' or (byte)'[':
                Open(b == '{', at);
                return at + 1;
            case (byte)']' when _state == State.FirstItem:
                Close(isObject: false);
                return at + 1;
            case 0xEF when _offset + at == 0:
                _state = State.ByteOrderMark;
                return at + 1;
            default:
                if (!LiteralBytes.Contains(b))
                    throw Refuse(Expected(), at);
                _state = State.Literal;
                return at;
        }
    }

    private int ReadMark(byte b, int at)
    {
        bool second = _offset + at == 1;
        if (b != (second ? 0xBB : 0xBF))
            throw Refuse("a broken byte order mark", at);
        if (!second)
            _state = State.Value;
        return at + 1;
    }

    private bool InObject => _depth > 0 && ((_objects >> (_depth - 1)) & 1) != 0;

    private void Open(bool isObject, int at)
    {
        if (_depth == MaxDepth)
            throw Refuse("nested too deep", at);
        ulong bit = 1UL << _depth++;
        _objects = isObject ? _objects | bit : _objects & ~bit;
        _state = isObject ? State.FirstName : State.FirstItem;
        if (isObject)
            _handler.StartObject();
        else
            _handler.StartArray();
    }

    private void Close(bool isObject)
    {
        _depth--;
        EndValue();
        if (isObject)
            _handler.EndObject();
        else
            _handler.EndArray();
    }

    private void EndValue() => _state = _depth == 0 ? State.Whole : State.Separator;

    private string Expected() => _state switch
    {
        State.Value => "a value is expected",
        State.FirstItem => "a value or ']' is expected",
        State.FirstName => "a property name or '}' is expected",
        State.NextName => "a property name is expected",
        State.Colon => "':' is expected",
        State.Separator => InObject ? "',' or '}' is expected" : "',' or ']' is expected",
        State.Whole => "something follows the value",
        _ => "the document was already refused",
    };

    /// <summary>Marks the document as refused, so that further calls of <see cref="Feed"/> report no tokens.</summary>
    private JsonFormatException Refuse(string what, int at)
    {
        _state = State.Refused;
        return new JsonFormatException(what, _offset + at);
    }
}
