using SkiaSharp;

namespace Iris.Sandbox.Inputs;

/// <summary>A picture of a request, decoded while it arrives. Only what the drawing needs of it is kept.</summary>
/// <param name="Image">The picture, scaled down; the owner disposes it.</param>
/// <param name="Format">The format that its bytes say, as the word of a media type: <c>png</c>, <c>jpeg</c>, <c>webp</c>.</param>
/// <param name="Width">Pixels of the upload.</param>
/// <param name="Height">Pixels of the upload.</param>
/// <param name="Bytes">The upload's length.</param>
/// <param name="Sha256">The upload's hash, in lower-case hexadecimal digits.</param>
internal sealed record SandboxInput(SKBitmap Image, string Format, int Width, int Height, long Bytes, string Sha256) : IDisposable
{
    /// <summary>The pixels that one picture may have once it is decoded: 96 MB while it is scaled down, one picture a processor.</summary>
    public const int MostPixels = 24 * 1024 * 1024;

    /// <summary>Decodes a picture on the caller's thread, and reads it to its end.</summary>
    /// <param name="upload">The picture's bytes.</param>
    /// <param name="name">How faults name it.</param>
    /// <param name="mostKept">The pixels that are kept.</param>
    /// <param name="input">The picture; null with a fault.</param>
    /// <returns>What is wrong, or null.</returns>
    public static SandboxError? Read(Stream upload, string name, int mostKept, out SandboxInput? input)
    {
        input = null;
        using var measured = new MeasuredStream(upload);
        using var codec = SKCodec.Create(measured);
        if (codec is null)
            return Unreadable(name);
        var size = codec.GetScaledDimensions(Scale(codec.Info, mostKept));
        if ((long)size.Width * size.Height > MostPixels)
            return SandboxError.Value(name, $"Invalid image file for '{name}': {codec.Info.Width}x{codec.Info.Height} is more than this sandbox decodes ({MostPixels} pixels).", "invalid_image_file");
        var alpha = codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul;
        var image = new SKBitmap(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, alpha));
        if (codec.GetPixels(image.Info, image.GetPixels()) != SKCodecResult.Success)
        {
            image.Dispose();
            return Unreadable(name);
        }
        var hash = measured.Finish();
        input = new SandboxInput(
            Shrink(image, mostKept), codec.EncodedFormat.ToString().ToLowerInvariant(), codec.Info.Width, codec.Info.Height, measured.Count, hash);
        return null;
    }

    /// <summary>What the answer tells of the picture, as a JSON object.</summary>
    public string ToJson() => $$"""{"type":"image/{{Format}}","size":"{{Width}}x{{Height}}","bytes":{{Bytes}},"sha256":"{{Sha256}}"}""";

    /// <inheritdoc/>
    public void Dispose() => Image.Dispose();

    private static SandboxError Unreadable(string name) =>
        SandboxError.Value(name, $"Invalid image file or mode for '{name}': it cannot be decoded. Please check your image file.", "invalid_image_file");

    private static SKBitmap Shrink(SKBitmap image, int most)
    {
        var scale = Scale(image.Info, most);
        if (scale >= 1)
            return image;
        using (image)
        {
            var info = image.Info.WithSize(Math.Max(1, (int)(image.Width * scale)), Math.Max(1, (int)(image.Height * scale)));
            return image.Resize(info, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        }
    }

    private static float Scale(SKImageInfo info, int most) => MathF.Min(1, MathF.Sqrt(most / (info.Width * (float)info.Height)));
}
