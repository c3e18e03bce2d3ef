namespace Iris.Transforms.Wire.Json;

/// <summary>
/// Collects the tokens of one value as compact raw JSON: no whitespace, strings and numbers as they were written.
/// It stores at most <c>limit</c> bytes. Beyond that it still follows the nesting, so that <see cref="IsComplete"/> tells where the value ends. It
/// ignores tokens after the value until <see cref="Reset"/>.
/// </summary>
/// <param name="limit">The most bytes that are stored.</param>
internal sealed class JsonCapture(int limit) : IJsonTokenHandler
{
    private enum Position
    {
        // A value stands first in its container, behind a name, or alone.
        First,
        // The container already holds a value.
        Next,
        InString,
        Complete,
    }

    private byte[] _buffer = [];
    private int _count;
    private int _depth;
    private Position _position;

    /// <summary>True when the first value has been closed.</summary>
    public bool IsComplete => _position == Position.Complete;

    /// <summary>True when the value was longer than the limit: <see cref="Raw"/> then holds only its beginning and is not valid JSON.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>The bytes captured so far; valid until the next token.</summary>
    public ReadOnlySpan<byte> Raw => _buffer.AsSpan(0, _count);

    /// <summary>Prepares for the next value; keeps the buffer.</summary>
    public void Reset()
    {
        _count = 0;
        _depth = 0;
        _position = Position.First;
        Overflowed = false;
    }

    /// <inheritdoc/>
    public void StartObject() => Open("{"u8);

    /// <inheritdoc/>
    public void EndObject() => Close("}"u8);

    /// <inheritdoc/>
    public void StartArray() => Open("["u8);

    /// <inheritdoc/>
    public void EndArray() => Close("]"u8);

    /// <inheritdoc/>
    public void Name(ReadOnlySpan<byte> raw)
    {
        if (IsComplete)
            return;
        Separate();
        Store("\""u8);
        Store(raw);
        Store("\":"u8);
        _position = Position.First;
    }

    /// <inheritdoc/>
    public void StringSlice(ReadOnlySpan<byte> raw, bool last)
    {
        if (IsComplete)
            return;
        if (_position != Position.InString)
        {
            Separate();
            Store("\""u8);
        }

        Store(raw);
        _position = Position.InString;
        if (last)
        {
            Store("\""u8);
            EndValue();
        }
    }

    /// <inheritdoc/>
    public void Literal(ReadOnlySpan<byte> raw)
    {
        if (IsComplete)
            return;
        Separate();
        Store(raw);
        EndValue();
    }

    private void Open(ReadOnlySpan<byte> bracket)
    {
        if (IsComplete)
            return;
        Separate();
        Store(bracket);
        _depth++;
        _position = Position.First;
    }

    private void Close(ReadOnlySpan<byte> bracket)
    {
        if (IsComplete)
            return;
        Store(bracket);
        _depth--;
        EndValue();
    }

    private void EndValue()
    {
        _position = _depth <= 0 ? Position.Complete : Position.Next;
    }

    private void Separate()
    {
        if (_position == Position.Next)
            Store(","u8);
    }

    private void Store(ReadOnlySpan<byte> bytes)
    {
        if (Overflowed)
            return;
        if (bytes.Length > limit - _count)
        {
            Overflowed = true;
            bytes = bytes[..(limit - _count)];
        }

        int needed = _count + bytes.Length;
        if (needed > _buffer.Length)
            Array.Resize(ref _buffer, (int)Math.Min(limit, Math.Max(needed, Math.Max(256, 2L * _buffer.Length))));
        bytes.CopyTo(_buffer.AsSpan(_count));
        _count = needed;
    }
}
