using Iris.Transforms.Codecs.Masks;
using Iris.Transforms.Requests;
using SkiaSharp;

namespace Iris.Gateway.Spool;

/// <summary>
/// The rows of a mask that is no PNG, or one whose rows are interlaced. It is decoded whole, so that fewer pixels are allowed, and few masks at once.
/// </summary>
internal sealed class DecodedMaskRows : MaskRows
{
    private const long MostPixels = 16L << 20;

    private static readonly SemaphoreSlim Decoders = new(2);

    private readonly SKBitmap _bitmap;
    private int _row;

    private DecodedMaskRows(SKBitmap bitmap) => _bitmap = bitmap;

    /// <inheritdoc/>
    public override int Width => _bitmap.Width;
    /// <inheritdoc/>
    public override int Height => _bitmap.Height;
    /// <inheritdoc/>
    public override bool HasAlpha => _bitmap.AlphaType != SKAlphaType.Opaque;

    /// <summary>Decodes a mask, when a decoder is free.</summary>
    /// <exception cref="InvalidDataException">The picture cannot be decoded, or has too many pixels.</exception>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public static async ValueTask<DecodedMaskRows> OpenAsync(InputContent picture, CancellationToken cancellation)
    {
        await Decoders.WaitAsync(cancellation);
        try
        {
            using var data = SKData.Create(new InputStream(picture));
            using var codec = data is null ? null : SKCodec.Create(data);
            if (codec is null)
                throw new InvalidDataException("it is a picture of no known format");
            if ((long)codec.Info.Width * codec.Info.Height > MostPixels)
                throw new InvalidDataException($"a mask that is no plain PNG has at most {MostPixels} pixels");
            var alpha = codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul;
            var bitmap = SKBitmap.Decode(codec, new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, alpha));
            return bitmap is null ? throw new InvalidDataException("it cannot be decoded") : new DecodedMaskRows(bitmap);
        }
        finally
        {
            Decoders.Release();
        }
    }

    /// <inheritdoc/>
    public override void Read(Span<byte> strengths)
    {
        var row = _bitmap.GetPixelSpan().Slice(_row++ * _bitmap.RowBytes, 4 * Width);
        for (var x = 0; x < strengths.Length; x++)
        {
            var pixel = row[(4 * x)..];
            // ITU-R BT.601.
            strengths[x] = HasAlpha ? (byte)(byte.MaxValue - pixel[3]) : (byte)((299 * pixel[0] + 587 * pixel[1] + 114 * pixel[2] + 500) / 1000);
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => _bitmap.Dispose();
}
