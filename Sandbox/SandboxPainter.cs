using Iris.Sandbox.Inputs;
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
internal sealed record Picture(string Prompt, long Seed, int Width, int Height, PictureFormat Format, int Quality, bool Transparent)
{
    /// <summary>The pictures that are edited or varied; none for a picture from the prompt alone.</summary>
    public SandboxInputs Inputs { get; init; } = SandboxInputs.None;
}

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
    public static Task<SKData> PaintAsync(Picture picture, int coarseness, CancellationToken cancellation) =>
        SeatAsync(() => Paint(picture, coarseness, cancellation), TaskCreationOptions.None, cancellation);

    /// <summary>Does a work that keeps a processor busy away from the caller's thread, at most one per processor at a time.</summary>
    /// <param name="work">The work.</param>
    /// <param name="options">Whether the work also waits, so that it needs a thread of its own.</param>
    /// <param name="cancellation">Ends the wait for a processor.</param>
    public static async Task<T> SeatAsync<T>(Func<T> work, TaskCreationOptions options, CancellationToken cancellation)
    {
        await Seats.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await Task.Factory.StartNew(work, cancellation, options, TaskScheduler.Default).ConfigureAwait(false);
        }
        finally
        {
            Seats.Release();
        }
    }

    /// <summary>Draws and encodes a picture on the caller's thread.</summary>
    public static SKData Paint(Picture picture, int coarseness, CancellationToken cancellation)
    {
        var alpha = picture.Transparent ? SKAlphaType.Premul : SKAlphaType.Opaque;
        var (width, height) = (Math.Max(1, picture.Width / coarseness), Math.Max(1, picture.Height / coarseness));
        using var surface = picture.Inputs.Images.Count > 0
            ? EditPainter.Draw(picture, width, height, cancellation)
            : Draw(new Scene(picture.Prompt, picture.Seed, picture.Transparent), width, height, (picture.Width, picture.Height), cancellation);
        if (coarseness == 1)
            return Encode(surface, picture);

        using var draft = surface.Snapshot();
        using var full = SKSurface.Create(new SKImageInfo(picture.Width, picture.Height, SKColorType.Rgba8888, alpha));
        full.Canvas.DrawImage(draft, new SKRect(0, 0, picture.Width, picture.Height), new SKSamplingOptions(SKCubicResampler.Mitchell));
        return Encode(full, picture);
    }

    /// <summary>Draws a scene on a surface of its own; the caller disposes it.</summary>
    /// <param name="scene">What is drawn.</param>
    /// <param name="width">The surface's pixels across.</param>
    /// <param name="height">The surface's pixels down.</param>
    /// <param name="whole">The size of the finished picture, whose draft this may be.</param>
    /// <param name="cancellation">Looked at between strokes.</param>
    public static SKSurface Draw(Scene scene, int width, int height, (int Width, int Height) whole, CancellationToken cancellation)
    {
        var surface = SKSurface.Create(
            new SKImageInfo(width, height, SKColorType.Rgba8888, scene.Transparent ? SKAlphaType.Premul : SKAlphaType.Opaque));
        try
        {
            surface.Canvas.Clear(scene.Transparent ? SKColors.Transparent : SKColors.Black);
            // The units follow the size that was asked for, not the draft's: rounding must not shift the composition.
            var unit = 1000f / Math.Min(whole.Width, whole.Height);
            float across = whole.Width * unit, down = whole.Height * unit;
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
