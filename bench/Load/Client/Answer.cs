using System.Buffers.Text;
using System.Text;

namespace Iris.Bench.Load.Client;

/// <summary>Reads one HTTP/1.1 response as its bytes arrive: status, framing, length of the body, events.</summary>
internal sealed class Answer(EventSplitter? events, Histogram delays)
{
    private readonly byte[] _line = new byte[16 * 1024];
    private int _lineCount;
    private State _state;
    private long _left;
    private byte _lastByte;

    private enum State { Head, Plain, ChunkSize, Chunk, ChunkEnd, Trailer, Whole }

    /// <summary>The status; 0 before the headers are complete.</summary>
    public int Status { get; private set; }
    /// <summary>The bytes of the body so far, without framing.</summary>
    public long Length { get; private set; }
    /// <summary>Whether the connection ends with this response.</summary>
    public bool Closes { get; private set; }
    /// <summary>Whether the response is complete.</summary>
    public bool IsWhole => _state == State.Whole;
    /// <summary>The body's last byte.</summary>
    public byte LastByte => _lastByte;
    /// <summary>The first bytes of a failed response's body.</summary>
    public string ErrorText { get; private set; } = "";

    /// <summary>Reads the bytes that arrived.</summary>
    /// <exception cref="FormatException">The bytes are not HTTP.</exception>
    public void Feed(ReadOnlySpan<byte> bytes, long now)
    {
        while (!bytes.IsEmpty && _state != State.Whole)
            bytes = bytes[Step(bytes, now)..];
        if (!bytes.IsEmpty)
            throw new FormatException("bytes behind the answer");
    }

    /// <summary>Prepares for the next response.</summary>
    public void Reset()
    {
        _state = State.Head;
        _lineCount = Status = 0;
        Length = _left = 0;
        Closes = false;
        ErrorText = "";
        events?.Reset();
    }

    private int Step(ReadOnlySpan<byte> bytes, long now)
    {
        switch (_state)
        {
            case State.Plain or State.Chunk:
                var taken = (int)Math.Min(bytes.Length, _left);
                Body(bytes[..taken], now);
                _left -= taken;
                if (_left == 0)
                    _state = _state == State.Plain ? State.Whole : State.ChunkEnd;
                return taken;
            case State.Head:
                return Line(bytes, "\r\n\r\n"u8, static answer => answer.ReadHead());
            case State.ChunkSize:
                return Line(bytes, "\r\n"u8, static answer => answer.ReadSize());
            case State.ChunkEnd:
                return Line(bytes, "\r\n"u8, static answer => answer._state = State.ChunkSize);
            default:
                return Line(bytes, "\r\n"u8, static answer => answer._state = answer._lineCount == 2 ? State.Whole : State.Trailer);
        }
    }

    // Collects bytes up to a mark. Headers and chunk sizes are short, so after the first search a byte at a time is fast enough.
    private int Line(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> mark, Action<Answer> then)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (_lineCount == _line.Length)
                throw new FormatException("a head or line that does not end");
            _line[_lineCount++] = bytes[i];
            if (bytes[i] != '\n' || !_line.AsSpan(0, _lineCount).EndsWith(mark))
                continue;
            then(this);
            _lineCount = 0;
            return i + 1;
        }
        return bytes.Length;
    }

    private void ReadHead()
    {
        var head = Encoding.ASCII.GetString(_line, 0, _lineCount);
        if (!head.StartsWith("HTTP/1.1 ", StringComparison.Ordinal))
            throw new FormatException("no HTTP/1.1");
        Status = int.Parse(head.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture);
        Closes = head.Contains("\r\nConnection: close", StringComparison.OrdinalIgnoreCase);
        if (head.Contains("\r\nTransfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase))
        {
            _state = State.ChunkSize;
            return;
        }
        var at = head.IndexOf("\r\nContent-Length:", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            throw new FormatException("an answer without length");
        var value = head.AsSpan(at + 17);
        _left = long.Parse(value[..value.IndexOf('\r')], System.Globalization.CultureInfo.InvariantCulture);
        _state = _left == 0 ? State.Whole : State.Plain;
    }

    private void ReadSize()
    {
        if (!Utf8Parser.TryParse(_line.AsSpan(0, _lineCount), out int size, out _, 'x'))
            throw new FormatException("a chunk without size");
        _left = size;
        _state = size == 0 ? State.Trailer : State.Chunk;
    }

    private void Body(ReadOnlySpan<byte> piece, long now)
    {
        Length += piece.Length;
        _lastByte = piece[^1];
        if (Status == 200)
            events?.Feed(piece, now, delays);
        else if (ErrorText.Length < 200)
            ErrorText += Encoding.UTF8.GetString(piece[..Math.Min(piece.Length, 200)]);
    }
}
