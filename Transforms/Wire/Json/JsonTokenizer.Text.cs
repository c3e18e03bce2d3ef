using System.Buffers;

namespace Iris.Transforms.Wire.Json;

// Reads strings in slices, and names and literals whole.
internal sealed partial class JsonTokenizer
{
    // Every byte that can belong to a word or a number. The text is collected up to its end and then checked as a whole.
    private static readonly SearchValues<byte> LiteralBytes = SearchValues.Create(
        "+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    // Holds the part of a token that the chunk's end has cut: a name, a literal, or a few bytes of string text; never two at once. Empty until
    // needed.
    private byte[] _token = [];
    private int _length;
    private bool _escaped;    // in a name: the last byte was a backslash that starts an escape

    /// <summary>The hot loop: passes everything between two quotes to the handler as it is, at the speed of the vectorised search.</summary>
    private int ReadText(ReadOnlySpan<byte> chunk, int at)
    {
        int from = at;
        while (true)
        {
            int hit = JsonTextSearch.IndexOfSpecial(chunk[at..]);
            if (hit < 0)
                return HoldBack(chunk, from, chunk.Length - JsonEscape.TornUtf8(chunk[from..]));

            at += hit;
            if (chunk[at] == '"')
            {
                EndValue();
                _handler.StringSlice(chunk[from..at], last: true);
                return at + 1;
            }

            if (chunk[at] != '\\')
                throw Refuse("a control character in a string", at);
            switch (JsonEscape.Measure(chunk[at..], final: false))
            {
                case JsonEscape.Malformed:
                    throw Refuse("an invalid escape", at);
                case JsonEscape.Incomplete:
                    return HoldBack(chunk, from, at);
                case var length:
                    at += length;
                    break;
            }
        }
    }

    /// <summary>Passes the slice on and keeps the incomplete unit at the chunk's end.</summary>
    private int HoldBack(ReadOnlySpan<byte> chunk, int from, int torn)
    {
        ReadOnlySpan<byte> held = chunk[torn..];
        // The unit is completed in place, byte by byte.
        Reserve(JsonEscape.MaxUnit);
        held.CopyTo(_token);
        _length = held.Length;
        if (_length > 0)
            _state = State.TextUnit;
        if (torn > from)
            _handler.StringSlice(chunk[from..torn], last: false);
        return chunk.Length;
    }

    /// <summary>Completes a held unit byte by byte and passes it on as a slice of its own.</summary>
    private int ReadUnit(ReadOnlySpan<byte> chunk, int at)
    {
        _token[_length++] = chunk[at++];
        while (_length > 0)
        {
            int unit = JsonEscape.Measure(_token.AsSpan(0, _length), final: false);
            if (unit == JsonEscape.Malformed)
                throw Refuse("an invalid escape", at - 1);
            if (unit == JsonEscape.Incomplete)
                return at;

            _handler.StringSlice(_token.AsSpan(0, unit), last: false);
            int rest = _length - unit;
            // A byte follows the unit. A backslash starts the next held unit; any other byte is the one just read and is read again as ordinary
            // text.
            if (rest > 0 && _token[unit] != '\\')
            {
                at--;
                rest = 0;
            }

            _token.AsSpan(unit, rest).CopyTo(_token);
            _length = rest;
        }

        _state = State.Text;
        return at;
    }

    private int ReadName(ReadOnlySpan<byte> chunk, int at)
    {
        int from = at;
        if (_escaped)
        {
            // The byte after a backslash does not end the name. The escapes are checked once the name is whole.
            _escaped = false;
            at++;
        }

        while (true)
        {
            int hit = JsonTextSearch.IndexOfSpecial(chunk[at..]);
            if (hit < 0)
                break;
            at += hit;
            if (chunk[at] == '"')
            {
                EndName(Whole(chunk[from..at], MaxNameBytes, at), at);
                return at + 1;
            }

            if (chunk[at] != '\\')
                throw Refuse("a control character in a property name", at);
            if (at + 1 == chunk.Length)
            {
                _escaped = true;
                break;
            }

            at += 2;
        }

        Keep(chunk[from..], MaxNameBytes, from);
        return chunk.Length;
    }

    private void EndName(ReadOnlySpan<byte> name, int at)
    {
        int seen = 0;
        while (name[seen..].IndexOf((byte)'\\') is var hit and >= 0)
        {
            seen += hit;
            int unit = JsonEscape.Measure(name[seen..], final: true);
            if (unit == JsonEscape.Malformed)
                throw Refuse("an invalid escape", at - name.Length + seen);
            seen += unit;
        }

        _length = 0;
        _state = State.Colon;
        _handler.Name(name);
    }

    private int ReadLiteral(ReadOnlySpan<byte> chunk, int at)
    {
        int run = chunk[at..].IndexOfAnyExcept(LiteralBytes);
        if (run < 0)
        {
            Keep(chunk[at..], MaxLiteralBytes, at);
            return chunk.Length;
        }

        int end = at + run;
        EndLiteral(Whole(chunk[at..end], MaxLiteralBytes, end), end);
        return end;
    }

    private void EndLiteral(ReadOnlySpan<byte> literal, int at)
    {
        if (!JsonLiteral.IsValid(literal))
            throw Refuse("neither a number nor true, false or null", at - literal.Length);
        _length = 0;
        EndValue();
        _handler.Literal(literal);
    }

    /// <summary>The token that ends in this chunk: a slice of the chunk, or the held bytes when an earlier chunk had its beginning.</summary>
    private ReadOnlySpan<byte> Whole(ReadOnlySpan<byte> end, int limit, int at)
    {
        if (_length == 0 && end.Length <= limit)
            return end;
        Keep(end, limit, at);
        return _token.AsSpan(0, _length);
    }

    private void Keep(ReadOnlySpan<byte> piece, int limit, int at)
    {
        if (piece.Length > limit - _length)
            throw Refuse(limit == MaxNameBytes ? "a property name is too long" : "a number is too long", at);
        Reserve(_length + piece.Length);
        piece.CopyTo(_token.AsSpan(_length));
        _length += piece.Length;
    }

    private void Reserve(int count)
    {
        if (_token.Length < count)
            Array.Resize(ref _token, Math.Min(MaxNameBytes, Math.Max(count, 64)));
    }
}
