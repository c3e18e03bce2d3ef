using Iris.Sandbox.Painting;
using SkiaSharp;

namespace Iris.Sandbox;

/// <summary>How a picture is encoded.</summary>
internal enum PictureFormat
{
    /// <summary>PNG, lossless.</summary>
    Png,

    /// <summary>JPEG, without transparency.</summary>
    Jpeg,

    /// <summary>WebP, lossy.</summary>
    Webp,
}

/// <summary>What to draw. Equal values give equal bytes, in every run.</summary>
/// <param name="Prompt">What the picture shows.</param>
/// <param name="Seed">Which variation of it.</param>
/// <param name="Width">Pixels, 16..4096.</param>
/// <param name="Height">Pixels, 16..4096.</param>
/// <param name="Format">The file format.</param>
/// <param name="Quality">0..100, for JPEG and WebP.</param>
/// <param name="Transparent">Leave the sky out; not with JPEG.</param>
internal sealed record Picture(string Prompt, long Seed, int Width, int Height, PictureFormat Format, int Quality, bool Transparent);

/// <summary>Draws the sandbox's pictures: small posters whose place, hour, colours and subject come from the prompt's words.</summary>
internal static class SandboxPainter
{
    // One drawing keeps one core busy and up to 33 MB of pixels alive: more at a time would only make all of them slower.
    private static readonly SemaphoreSlim Seats = new(Environment.ProcessorCount);

    /// <summary>Draws and encodes a picture away from the caller's thread, at most one per processor at a time.</summary>
    /// <param name="picture">What to draw.</param>
    /// <param name="coarseness">1 for the finished picture; a draft is drawn at 1/coarseness of the size and scaled up.</param>
    /// <param name="cancellation">Looked at between strokes.</param>
    /// <returns>The file; the caller disposes it.</returns>
    public static async Task<SKData> PaintAsync(Picture picture, int coarseness, CancellationToken cancellation)
    {
        await Seats.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Paint(picture, coarseness, cancellation), cancellation).ConfigureAwait(false);
        }
        finally
        {
            Seats.Release();
        }
    }

    /// <summary>Draws and encodes a picture on the caller's thread.</summary>
    public static SKData Paint(Picture picture, int coarseness, CancellationToken cancellation)
    {
        var scene = new Scene(picture.Prompt, picture.Seed, picture.Transparent);
        var alpha = picture.Transparent ? SKAlphaType.Premul : SKAlphaType.Opaque;
        using var surface = Draw(scene, Math.Max(1, picture.Width / coarseness), Math.Max(1, picture.Height / coarseness), picture, alpha, cancellation);
        if (coarseness == 1)
            return Encode(surface, picture);

        using var draft = surface.Snapshot();
        using var full = SKSurface.Create(new SKImageInfo(picture.Width, picture.Height, SKColorType.Rgba8888, alpha));
        full.Canvas.DrawImage(draft, new SKRect(0, 0, picture.Width, picture.Height), new SKSamplingOptions(SKCubicResampler.Mitchell));
        return Encode(full, picture);
    }

    private static SKSurface Draw(Scene scene, int width, int height, Picture picture, SKAlphaType alpha, CancellationToken cancellation)
    {
        var surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgba8888, alpha));
        try
        {
            surface.Canvas.Clear(picture.Transparent ? SKColors.Transparent : SKColors.Black);
            // The units follow the size that was asked for, not the draft's: rounding must not shift the composition.
            var unit = 1000f / Math.Min(picture.Width, picture.Height);
            float across = picture.Width * unit, down = picture.Height * unit;
            using var easel = new Easel(surface, across, down, new SKPoint(width / across, height / down), cancellation);
            scene.Draw(easel);
            return surface;
        }
        catch
        {
            surface.Dispose();
            throw;
        }
    }

    private static SKData Encode(SKSurface surface, Picture picture)
    {
        using var pixels = surface.PeekPixels();
        var file = picture.Format switch
        {
            PictureFormat.Jpeg => pixels.Encode(new SKJpegEncoderOptions(picture.Quality)),
            PictureFormat.Webp => pixels.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossy, picture.Quality)),
            // Flat shapes and smooth gradients: one fixed filter and a light deflate cost a third of the default's time.
            _ => pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.Sub, 3)),
        };
        return file ?? throw new InvalidOperationException($"Skia could not encode {picture.Width}x{picture.Height} {picture.Format}.");
    }
}
