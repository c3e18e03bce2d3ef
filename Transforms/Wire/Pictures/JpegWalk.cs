namespace Iris.Transforms.Wire.Pictures;

/// <summary>
/// Walks over a JPEG's segments (ITU-T T.81, annex B) to the frame header, which holds its size. It stores nothing on the way: an embedded profile
/// or thumbnail may be hundreds of kilobytes long.
/// </summary>
internal struct JpegWalk
{
    // The search for the frame header ends here; in real pictures the header comes within a few segments of 64 KiB.
    private const int MaxBytes = 1 << 20;

    private Step _step = Step.Prefix;
    private int _seen;
    private byte _marker;
    private int _remaining;
    private int _first;       // the first byte of a two-byte number

    public JpegWalk()
    {
    }

    private enum Step : byte { Prefix, Marker, LengthHigh, LengthLow, Payload, Precision, HeightHigh, HeightLow, WidthHigh, WidthLow }

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>Reads the bytes after the start-of-image marker. True when the search has ended; the size may be unknown then.</summary>
    public bool Feed(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int read = 1;
            if (_step == Step.Payload)
            {
                read = Math.Min(_remaining, bytes.Length);
                _remaining -= read;
                if (_remaining == 0)
                    _step = Step.Prefix;
            }
            else if (Take(bytes[0]))
            {
                return true;
            }

            _seen += read;
            if (_seen >= MaxBytes)
                return true;
            bytes = bytes[read..];
        }

        return false;
    }

    private bool Take(byte b)
    {
        switch (_step)
        {
            case Step.Prefix:
                // Stray bytes between segments are skipped, as decoders do.
                _step = b == 0xFF ? Step.Marker : Step.Prefix;
                return false;
            case Step.Marker:
                return TakeMarker(b);
            case Step.LengthLow:
                return TakeLength(_first << 8 | b);
            case Step.HeightLow:
                Height = _first << 8 | b;
                break;
            case Step.WidthLow:
                Width = _first << 8 | b;
                return true;
            default:
                _first = b;
                break;
        }

        _step++;
        return false;
    }

    private bool TakeMarker(byte marker)
    {
        switch (marker)
        {
            case 0xFF:                             // fill byte
                return false;
            case 0xD9 or 0xDA:                     // the image ends or its coded data begins without a frame header
                return true;
            case 0x00 or 0x01 or (>= 0xD0 and <= 0xD8):   // stand-alone
                _step = Step.Prefix;
                return false;
            default:
                _marker = marker;
                _step = Step.LengthHigh;
                return false;
        }
    }

    private bool TakeLength(int length)
    {
        // The length includes its own two bytes.
        if (length < 2)
            return true;
        bool isFrame = _marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
        _remaining = length - 2;
        _step = isFrame ? Step.Precision : _remaining == 0 ? Step.Prefix : Step.Payload;
        return false;
    }
}
