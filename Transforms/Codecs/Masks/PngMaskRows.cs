using System.IO.Compression;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs.Masks;

/// <summary>The rows of a mask that is a PNG without interlacing. It holds two rows, however large the picture is.</summary>
internal sealed class PngMaskRows : MaskRows
{
    private readonly PngHeader _header;
    private readonly ZLibStream _data;
    private readonly int _pixelBytes;
    // The first byte of a row says how it is filtered.
    private byte[] _row;
    private byte[] _above;

    private PngMaskRows(PngHeader header, Stream data)
    {
        _header = header;
        _data = new ZLibStream(data, CompressionMode.Decompress);
        var bits = header.Channels * header.BitDepth;
        _pixelBytes = Math.Max(1, bits / 8);
        var length = 1 + checked((int)(((long)bits * header.Width + 7) / 8));
        _row = new byte[length];
        _above = new byte[length];
    }

    /// <inheritdoc/>
    public override int Width => _header.Width;
    /// <inheritdoc/>
    public override int Height => _header.Height;
    /// <inheritdoc/>
    public override bool HasAlpha => _header.ColourType is 4 or 6 || _header.Transparency.Length > 0;

    /// <summary>Begins to read a PNG; null when its rows are interlaced.</summary>
    /// <param name="picture">The PNG.</param>
    /// <param name="mostPixels">The most pixels of a mask.</param>
    /// <exception cref="InvalidDataException">This is no PNG, a broken one, or one with too many pixels.</exception>
    public static PngMaskRows? Open(InputContent picture, long mostPixels)
    {
        var png = new InputStream(picture);
        var header = PngHeader.Read(png, out var length);
        if ((long)header.Width * header.Height > mostPixels)
            throw new InvalidDataException($"a mask has at most {mostPixels} pixels");
        return header.IsInterlaced ? null : new PngMaskRows(header, new PngPictureStream(png, length));
    }

    /// <inheritdoc/>
    public override void Read(Span<byte> strengths)
    {
        (_row, _above) = (_above, _row);
        PngHeader.ReadExactly(_data, _row);
        Unfilter();
        for (var x = 0; x < strengths.Length; x++)
            strengths[x] = Strength(x);
    }

    /// <inheritdoc/>
    public override void Dispose() => _data.Dispose();

    // https://www.w3.org/TR/png-3/, section 9.2
    private void Unfilter()
    {
        var kind = _row[0];
        if (kind > 4)
            throw new InvalidDataException("a row of a PNG has an unknown filter");
        for (var i = 1; kind > 0 && i < _row.Length; i++)
        {
            var left = i > _pixelBytes ? _row[i - _pixelBytes] : 0;
            int above = _above[i];
            var corner = i > _pixelBytes ? _above[i - _pixelBytes] : 0;
            _row[i] += (byte)(kind switch
            {
                1 => left,
                2 => above,
                3 => (left + above) / 2,
                _ => Paeth(left, above, corner),
            });
        }
    }

    private static int Paeth(int left, int above, int corner)
    {
        var guess = left + above - corner;
        var (toLeft, toAbove, toCorner) = (Math.Abs(guess - left), Math.Abs(guess - above), Math.Abs(guess - corner));
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }

    private byte Strength(int x)
    {
        switch (_header.ColourType)
        {
            case 4 or 6:
                return (byte)(byte.MaxValue - Sample8(x, _header.Channels - 1));
            case 3:
                var index = Sample(x, 0);
                if (HasAlpha)
                    return (byte)(index < _header.Transparency.Length ? byte.MaxValue - _header.Transparency[index] : 0);
                return 3 * index + 2 < _header.Palette.Length
                    ? Luminance(_header.Palette[3 * index], _header.Palette[3 * index + 1], _header.Palette[3 * index + 2])
                    : byte.MinValue;
            default:
                return HasAlpha ? IsTransparent(x) ? byte.MaxValue : byte.MinValue
                    : _header.ColourType == 0 ? Sample8(x, 0)
                    : Luminance(Sample8(x, 0), Sample8(x, 1), Sample8(x, 2));
        }
    }

    private bool IsTransparent(int x)
    {
        for (var channel = 0; channel < _header.Channels; channel++)
        {
            var at = 2 * channel;
            if (at + 1 >= _header.Transparency.Length || Sample(x, channel) != (_header.Transparency[at] << 8 | _header.Transparency[at + 1]))
                return false;
        }
        return true;
    }

    private int Sample(int x, int channel)
    {
        var index = x * _header.Channels + channel;
        switch (_header.BitDepth)
        {
            case 16:
                return _row[1 + 2 * index] << 8 | _row[2 + 2 * index];
            case 8:
                return _row[1 + index];
            default:
                var bit = index * _header.BitDepth;
                return _row[1 + bit / 8] >> (8 - _header.BitDepth - bit % 8) & ((1 << _header.BitDepth) - 1);
        }
    }

    // The sample as a value of 0..255.
    private byte Sample8(int x, int channel) => (byte)(_header.BitDepth == 16
        ? Sample(x, channel) >> 8
        : Sample(x, channel) * byte.MaxValue / ((1 << _header.BitDepth) - 1));

    // ITU-R BT.601.
    private static byte Luminance(byte red, byte green, byte blue) => (byte)((299 * red + 587 * green + 114 * blue + 500) / 1000);
}
