namespace Iris.Transforms.Wire.Pictures;

/// <summary>
/// Takes the beginning of a data URL off a picture's base64, in slices as they arrive: some servers put one where base64 belongs (docs/contract.md,
/// section 4.1). No known picture's base64 begins with the letter "d", so the first byte nearly always decides.
/// </summary>
internal struct Base64Beginning
{
    private enum State
    {
        // The beginning has been read, or there is no picture.
        Closed,
        // The first byte has not come.
        Begun,
        // The bytes so far may be the beginning of a data URL.
        InHead,
    }

    private State _state;
    private DataUrlHead? _head;
    // True when the held bytes turned out to be base64.
    private bool _isPlain;

    /// <summary>True while the beginning has not been read to its end.</summary>
    public readonly bool IsOpen => _state != State.Closed;

    /// <summary>The bytes that were read and belong to the picture; valid after <see cref="Read"/> or <see cref="End"/> has returned true.</summary>
    public readonly ReadOnlySpan<byte> Held => _isPlain && _head is not null ? _head.Held : [];

    /// <summary>Prepares for the next picture.</summary>
    public void Begin() => (_state, _isPlain) = (State.Begun, false);

    /// <summary>Reads a slice that is not empty.</summary>
    /// <param name="slice">The slice; afterwards the part of it that belongs to the picture, behind <see cref="Held"/>.</param>
    /// <returns>False when more bytes are needed.</returns>
    /// <exception cref="FormatException">A data URL that is no picture in base64.</exception>
    public bool Read(ref ReadOnlySpan<byte> slice)
    {
        if (_state == State.Begun)
        {
            if ((slice[0] | 0x20) != 'd')
            {
                _state = State.Closed;
                return true;
            }
            _state = State.InHead;
            (_head ??= new DataUrlHead()).Reset();
        }
        var verdict = _head!.Read(ref slice);
        if (verdict == DataUrlVerdict.Undecided)
            return false;
        (_state, _isPlain) = (State.Closed, verdict == DataUrlVerdict.Other);
        return true;
    }

    /// <summary>The picture ends. True when <see cref="Held"/> belongs to it.</summary>
    /// <exception cref="FormatException">The beginning of a data URL, without its data.</exception>
    public bool End()
    {
        var isHead = _state == State.InHead;
        _state = State.Closed;
        if (!isHead)
            return false;
        _head!.End();
        return _isPlain = true;
    }
}
