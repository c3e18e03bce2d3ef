using System.Buffers;

namespace Iris.Transforms.Wire.Sse;

/// <summary>
/// Reads a stream of server-sent events (WHATWG HTML, section 9.2.6) that may be divided into chunks at any byte. Data of any length passes through
/// without being held. Comments are reported without their text; <c>id</c>, <c>retry</c> and unknown fields are skipped.
/// <para>
/// It departs from the standard in three points that clients of model APIs need: an event with a name but no data is dispatched, a last event
/// without its blank line is dispatched, and <c>[DONE]</c> is reported apart from data.
/// </para>
/// <para>Not thread-safe.</para>
/// </summary>
internal sealed class SseReader
{
    /// <summary>The longest event name in bytes.</summary>
    public const int MaxEventName = 256;

    private static readonly SearchValues<byte> LineEnds = SearchValues.Create("\r\n"u8);

    private readonly ISseHandler _handler;
    private readonly byte[] _text = new byte[MaxEventName];   // a field name, then perhaps an event name
    private int _length;
    private State _state;
    private State _value;          // the state for the value of the field whose colon was just read
    private bool _afterReturn;     // a '\n' now belongs to the '\r' before it
    private bool _hasName;
    private bool _hasData;
    private int _matched;          // bytes of "[DONE]" that matched so far and were not reported as data

    /// <summary>Creates a reader that reports to <paramref name="handler"/>.</summary>
    public SseReader(ISseHandler handler) => _handler = handler;

    private enum State : byte { ByteOrderMark, LineStart, Field, ValueStart, Data, MaybeDone, EventName, Ignored }

    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    private static ReadOnlySpan<byte> DoneText => "[DONE]"u8;

    /// <summary>Reads the next bytes; any division into chunks yields the same events.</summary>
    /// <exception cref="FormatException">An event name is longer than <see cref="MaxEventName"/>.</exception>
    public void Feed(ReadOnlySpan<byte> chunk)
    {
        while (!chunk.IsEmpty)
        {
            int read;
            if (_afterReturn)
            {
                _afterReturn = false;
                read = chunk[0] == '\n' ? 1 : 0;
            }
            else
            {
                read = Step(chunk);
            }

            chunk = chunk[read..];
        }
    }

    /// <summary>
    /// Ends the input. An event with data is dispatched even when its last line end or blank line is missing, because some servers close without
    /// it. The reader is then ready for another stream.
    /// </summary>
    public void Complete()
    {
        if (_state is not (State.ByteOrderMark or State.LineStart))
            Feed("\n"u8);
        if (_hasData)
            EndEvent();
        _state = State.ByteOrderMark;
        _length = 0;
        _afterReturn = _hasName = false;
    }

    private int Step(ReadOnlySpan<byte> chunk)
    {
        switch (_state)
        {
            case State.ByteOrderMark:
                return ReadMark(chunk[0]);
            case State.LineStart when IsLineEnd(chunk[0]):
                EndEvent();
                return EndLine(chunk[0]);
            case State.LineStart:
                _state = State.Field;
                _length = 0;
                return 0;
            case State.Field:
                return ReadField(chunk[0]);
            case State.ValueStart:
                _state = _value;
                return chunk[0] == ' ' ? 1 : 0;
            case State.MaybeDone:
                return MatchDone(chunk[0]);
            default:
                return ReadValue(chunk);
        }
    }

    private int ReadMark(byte b)
    {
        if (b == Mark[_length])
        {
            if (++_length == Mark.Length)
                _state = State.LineStart;
            return 1;
        }

        // A partial byte order mark begins an unknown field name.
        _state = _length == 0 ? State.LineStart : State.Ignored;
        return 0;
    }

    private int ReadField(byte b)
    {
        if (b == ':')
        {
            if (_length == 0)
                _handler.Comment();
            _value = BeginValue();
            _state = State.ValueStart;
            return 1;
        }

        if (IsLineEnd(b))
        {
            // A line without a colon is a field with an empty value.
            _state = BeginValue();
            return 0;
        }

        if (_length == "event".Length)
            _state = State.Ignored;
        else
            _text[_length++] = b;
        return 1;
    }

    private State BeginValue()
    {
        ReadOnlySpan<byte> field = _text.AsSpan(0, _length);
        bool isData = field.SequenceEqual("data"u8);
        bool isName = field.SequenceEqual("event"u8);
        _length = 0;
        if (isName)
        {
            _hasName = true;
            return State.EventName;
        }

        if (!isData)
            return State.Ignored;
        if (!_hasData)
        {
            _hasData = true;
            return State.MaybeDone;
        }

        ReleaseMatched();
        _handler.Data("\n"u8);
        return State.Data;
    }

    private int MatchDone(byte b)
    {
        if (_matched < DoneText.Length && b == DoneText[_matched])
        {
            _matched++;
            return 1;
        }

        // A complete match waits at the line's end, because a second data line makes it ordinary data.
        if (IsLineEnd(b))
            return EndLine(b);
        ReleaseMatched();
        _state = State.Data;
        return 0;
    }

    private int ReadValue(ReadOnlySpan<byte> chunk)
    {
        int end = chunk.IndexOfAny(LineEnds);
        ReadOnlySpan<byte> piece = end < 0 ? chunk : chunk[..end];
        if (_state == State.Data && !piece.IsEmpty)
            _handler.Data(piece);
        else if (_state == State.EventName)
            ReadEventName(piece, isWhole: end >= 0);
        return end < 0 ? chunk.Length : end + EndLine(chunk[end]);
    }

    private void ReadEventName(ReadOnlySpan<byte> piece, bool isWhole)
    {
        if (piece.Length > MaxEventName - _length)
            throw new FormatException($"An event's name is longer than {MaxEventName} bytes.");
        piece.CopyTo(_text.AsSpan(_length));
        _length += piece.Length;
        if (isWhole)
            _handler.EventName(_text.AsSpan(0, _length));
    }

    private int EndLine(byte end)
    {
        _afterReturn = end == '\r';
        _state = State.LineStart;
        return 1;
    }

    private void EndEvent()
    {
        bool done = _matched == DoneText.Length;
        bool any = _hasData || _hasName;
        if (!done)
            ReleaseMatched();
        _matched = 0;
        _hasData = _hasName = false;
        if (done)
            _handler.Done();
        else if (any)
            _handler.Dispatch();
    }

    private void ReleaseMatched()
    {
        int count = _matched;
        _matched = 0;
        if (count > 0)
            _handler.Data(DoneText[..count]);
    }

    private static bool IsLineEnd(byte b) => b is (byte)'\n' or (byte)'\r';
}
