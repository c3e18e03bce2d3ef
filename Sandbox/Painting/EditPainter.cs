using Iris.Sandbox.Inputs;
using Iris.Sandbox.Painting.Words;
using SkiaSharp;

namespace Iris.Sandbox.Painting;

/// <summary>
/// Draws an edit so that whoever looks at it sees what arrived: the first picture is the ground, dimmed below what the prompt asks for; with a mask
/// the picture stays as it is, and the prompt's scene fills what the mask opens; further pictures hang as thumbnails along the lower edge. Without a
/// prompt the first picture is mirrored and takes another hue.
/// </summary>
internal static class EditPainter
{
    private static readonly SKColor Paper = new(0x23, 0x26, 0x2D);
    private static readonly SKSamplingOptions Smooth = new(SKFilterMode.Linear, SKMipmapMode.Linear);

    /// <summary>Draws the edit on a surface of its own; the caller disposes it.</summary>
    /// <param name="picture">What to draw; has inputs.</param>
    /// <param name="width">The surface's pixels across.</param>
    /// <param name="height">The surface's pixels down.</param>
    /// <param name="cancellation">Looked at between strokes.</param>
    public static SKSurface Draw(Picture picture, int width, int height, CancellationToken cancellation)
    {
        var surface = SKSurface.Create(
            new SKImageInfo(width, height, SKColorType.Rgba8888, picture.Transparent ? SKAlphaType.Premul : SKAlphaType.Opaque));
        try
        {
            var canvas = surface.Canvas;
            canvas.Clear(picture.Transparent ? SKColors.Transparent : Paper);
            var first = picture.Inputs.Images[0].Image;
            var ground = SKRect.Create(width, height).AspectFit(new SKSize(first.Width, first.Height));
            if (picture.Prompt.Length == 0)
                DrawVariation(canvas, first, ground, picture);
            else if (picture.Inputs.Change is { } change)
                DrawInside(canvas, first, ground, change, picture, cancellation);
            else
                DrawOver(canvas, first, ground, picture, new SKSizeI(width, height), cancellation);
            DrawThumbnails(canvas, picture.Inputs, width, height);
            return surface;
        }
        catch
        {
            surface.Dispose();
            throw;
        }
    }

    /// <summary>For example "a red kite, no background, over the first of 3 pictures".</summary>
    /// <param name="picture">The edit.</param>
    /// <param name="motif">What the prompt says.</param>
    public static string Describe(Picture picture, Motif motif)
    {
        var count = picture.Inputs.Images.Count;
        var ground = count == 1 ? "the picture" : $"the first of {count} pictures";
        if (picture.Prompt.Length == 0)
            return $"{ground}, mirrored, in another hue";
        var shown = Description.Of(SceneOf(picture, motif));
        return picture.Inputs.Change switch
        {
            null => $"{shown}, over {ground}",
            { Area.IsEmpty: true } => $"{ground}, unchanged: the mask has no transparent pixel",
            _ => $"{shown}, inside the mask of {ground}",
        };
    }

    // A cut-out leaves the picture below visible; a hole is filled whole.
    private static Scene SceneOf(Picture picture, Motif motif) =>
        new(motif, Dice.Hash(picture.Prompt, picture.Seed), transparent: picture.Inputs.Change is null);

    private static void DrawOver(SKCanvas canvas, SKBitmap first, SKRect ground, Picture picture, SKSizeI size, CancellationToken cancellation)
    {
        var scene = SceneOf(picture, Motif.Read(picture.Prompt));
        using var below = SKImage.FromBitmap(first);
        canvas.DrawImage(below, ground, Smooth);
        using var paint = new SKPaint { IsAntialias = true };
        paint.Color = Veil(scene.Hour);
        canvas.DrawRect(ground, paint);
        using var surface = SandboxPainter.Draw(scene, size.Width, size.Height, (picture.Width, picture.Height), cancellation);
        using var drawing = surface.Snapshot();
        // A whole scenery, which stands for a prompt without any figure, would hide the picture.
        paint.Color = scene.IsCutOut ? SKColors.White : SKColors.White.WithAlpha(0x98);
        canvas.DrawImage(drawing, SKRect.Create(size.Width, size.Height), Smooth, paint);
        paint.Style = SKPaintStyle.Stroke;
        paint.StrokeWidth = Math.Max(1, Math.Min(size.Width, size.Height) / 60f);
        paint.Color = SKColors.White;
        ground.Inflate(-paint.StrokeWidth / 2, -paint.StrokeWidth / 2);
        canvas.DrawRect(ground, paint);
    }

    // The scene is fitted into what the mask opens, so that its figures stand there and not elsewhere.
    private static void DrawInside(SKCanvas canvas, SKBitmap first, SKRect ground, ChangeMask change, Picture picture, CancellationToken cancellation)
    {
        using var below = SKImage.FromBitmap(first);
        canvas.DrawImage(below, ground, Smooth);
        if (change.Area.IsEmpty)
            return;
        var hole = new SKRect(
            ground.Left + change.Area.Left * ground.Width, ground.Top + change.Area.Top * ground.Height,
            ground.Left + change.Area.Right * ground.Width, ground.Top + change.Area.Bottom * ground.Height);
        var (width, height) = (Math.Max(1, (int)MathF.Ceiling(hole.Width)), Math.Max(1, (int)MathF.Ceiling(hole.Height)));
        var scene = SceneOf(picture, Motif.Read(picture.Prompt));
        using var surface = SandboxPainter.Draw(scene, width, height, (width, height), cancellation);
        using var drawing = surface.Snapshot();
        using var strengths = SKImage.FromBitmap(change.Strengths);
        using var cut = new SKPaint { BlendMode = SKBlendMode.DstIn };
        canvas.SaveLayer(hole, null);
        canvas.DrawImage(drawing, hole, Smooth);
        canvas.DrawImage(strengths, ground, Smooth, cut);
        canvas.Restore();
    }

    private static void DrawVariation(SKCanvas canvas, SKBitmap first, SKRect ground, Picture picture)
    {
        var turn = 40 + (int)(Dice.Hash("variation", picture.Seed) % 280);
        using var hue = SKColorFilter.CreateColorMatrix(HueRotation(turn * MathF.PI / 180));
        using var paint = new SKPaint { ColorFilter = hue };
        using var image = SKImage.FromBitmap(first);
        canvas.Save();
        canvas.Translate(2 * ground.MidX, 0);
        canvas.Scale(-1, 1);
        canvas.DrawImage(image, ground, Smooth, paint);
        canvas.Restore();
    }

    private static void DrawThumbnails(SKCanvas canvas, SandboxInputs inputs, int width, int height)
    {
        if (inputs.Images.Count < 2)
            return;
        var gap = Math.Min(width, height) / 50f;
        var edge = Math.Min(Math.Min(width, height) / 5f, (width - gap) / (inputs.Images.Count - 1) - gap);
        using var frame = new SKPaint { Color = SKColors.White };
        for (var i = 1; i < inputs.Images.Count; i++)
        {
            var place = SKRect.Create(gap + (i - 1) * (edge + gap), height - gap - edge, edge, edge);
            canvas.DrawRect(place, frame);
            place.Inflate(-gap / 4, -gap / 4);
            using var image = SKImage.FromBitmap(inputs.Images[i].Image);
            canvas.DrawImage(image, place.AspectFit(new SKSize(image.Width, image.Height)), Smooth);
        }
    }

    private static SKColor Veil(Hour hour) => hour switch
    {
        Hour.Night => new SKColor(0x0A, 0x10, 0x30, 0xA8),
        Hour.Dusk => new SKColor(0x3A, 0x16, 0x20, 0x90),
        Hour.Dawn => new SKColor(0x40, 0x28, 0x3A, 0x80),
        _ => new SKColor(0x10, 0x14, 0x18, 0x80),
    };

    // https://www.w3.org/TR/filter-effects-1/#feColorMatrixElement, "hueRotate".
    private static float[] HueRotation(float angle)
    {
        var (sin, cos) = MathF.SinCos(angle);
        return
        [
            0.213f + cos * 0.787f - sin * 0.213f, 0.715f - cos * 0.715f - sin * 0.715f, 0.072f - cos * 0.072f + sin * 0.928f, 0, 0,
            0.213f - cos * 0.213f + sin * 0.143f, 0.715f + cos * 0.285f + sin * 0.140f, 0.072f - cos * 0.072f - sin * 0.283f, 0, 0,
            0.213f - cos * 0.213f - sin * 0.787f, 0.715f - cos * 0.715f + sin * 0.715f, 0.072f + cos * 0.928f + sin * 0.072f, 0, 0,
            0, 0, 0, 1, 0,
        ];
    }
}
