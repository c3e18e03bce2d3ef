namespace Iris.Transforms.Wire.Pictures;

/// <summary>
/// Reads a picture's format and pixel size from its first bytes as they stream by, in chunks of any size. It holds at most <see cref="HeadBytes"/>
/// bytes and never fails: anything it cannot read stays unknown. Not thread-safe.
/// </summary>
internal sealed partial class ImageProbe
{
    private const int HeadBytes = 1024;
    private const int FirstLook = 64;

    // Grows on demand: the first few dozen bytes decide most formats.
    private byte[] _head = [];
    private int _count;
    private JpegWalk _jpeg = new();
    private Base64Slices _base64;

    /// <summary>The format as soon as it is known.</summary>
    public ImageFormat Format { get; private set; }

    /// <summary>Width in pixels; 0 = not known (yet).</summary>
    public int Width { get; private set; }

    /// <summary>Height in pixels; 0 = not known (yet).</summary>
    public int Height { get; private set; }

    /// <summary>True when more bytes cannot add anything.</summary>
    public bool IsDecided { get; private set; }

    /// <summary>The media type, e.g. <c>image/png</c>; null when unknown.</summary>
    public static string? MediaType(ImageFormat f) => f switch
    {
        ImageFormat.Unknown => null,
        ImageFormat.Svg => "image/svg+xml",
        _ => "image/" + Name(f),
    };

    /// <summary>The name in <c>output_format</c>: png, jpeg, webp, gif, avif, svg, heic, heif, bmp, tiff; null when unknown.</summary>
    public static string? Name(ImageFormat f) => f switch
    {
        ImageFormat.Png => "png",
        ImageFormat.Jpeg => "jpeg",
        ImageFormat.Webp => "webp",
        ImageFormat.Gif => "gif",
        ImageFormat.Avif => "avif",
        ImageFormat.Svg => "svg",
        ImageFormat.Heic => "heic",
        ImageFormat.Heif => "heif",
        ImageFormat.Bmp => "bmp",
        ImageFormat.Tiff => "tiff",
        _ => null,
    };

    /// <summary>The media type of a picture whose base64 is at hand, without JSON escapes; null when unknown.</summary>
    public static string? MediaTypeOf(ReadOnlySpan<byte> base64)
    {
        var probe = new ImageProbe();
        probe.FeedBase64(base64[..Math.Min(base64.Length, 2 * HeadBytes)]);
        return MediaType(probe.Format);
    }

    /// <summary>Reads the next bytes of the picture.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        if (IsDecided || bytes.IsEmpty)
            return;
        if (Format == ImageFormat.Jpeg)
        {
            Walk(bytes);
            return;
        }

        int taken = Math.Min(Math.Min(bytes.Length, HeadBytes - _count), _count == 0 ? FirstLook : HeadBytes);
        if (_count == 0)
        {
            // A format that the first chunk decides needs no stored bytes.
            Inspect(bytes[..taken]);
            if (IsDecided)
                return;
        }
        if (_head.Length < _count + taken)
            Array.Resize(ref _head, Math.Min(HeadBytes, Math.Max(96, 2 * (_count + taken))));
        bytes[..taken].CopyTo(_head.AsSpan(_count));
        _count += taken;
        Inspect(_head.AsSpan(0, _count));
        if (Format == ImageFormat.Jpeg)
        {
            Walk(_head.AsSpan(2, _count - 2));
            Feed(bytes[taken..]);
        }
        else if (_count == HeadBytes)
        {
            IsDecided = true;
        }
        else
        {
            Feed(bytes[taken..]);
        }
    }

    /// <summary>
    /// Reads the next base64 text as it stands inside a JSON string. Escapes such as <c>\/</c> and <c>\u002B</c> are understood, even when they are
    /// divided between two slices.
    /// </summary>
    public void FeedBase64(ReadOnlySpan<byte> slice)
    {
        Span<byte> decoded = stackalloc byte[FirstLook];
        while (!IsDecided && !slice.IsEmpty)
        {
            slice = slice[_base64.Decode(slice, decoded, out int written)..];
            Feed(decoded[..written]);
            IsDecided |= _base64.HasEnded;
        }
    }

    /// <summary>Prepares for the next picture.</summary>
    public void Reset()
    {
        _count = 0;
        _jpeg = new();
        _base64 = default;
        Format = ImageFormat.Unknown;
        Width = Height = 0;
        IsDecided = false;
    }

    private void Walk(ReadOnlySpan<byte> bytes)
    {
        if (_jpeg.Feed(bytes))
            Decide(_jpeg.Width, _jpeg.Height);
    }

    /// <summary>Sizes come from the provider: one that is not positive counts as unknown.</summary>
    private void Decide(int width, int height)
    {
        (Width, Height) = width > 0 && height > 0 ? (width, height) : (0, 0);
        IsDecided = true;
    }
}
