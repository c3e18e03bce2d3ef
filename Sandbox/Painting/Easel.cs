using SkiaSharp;

namespace Iris.Sandbox.Painting;

/// <summary>
/// A canvas with the few strokes the motifs are made of. Lengths are in units of which the shorter side has 1000, whatever the picture's
/// pixels: so a coarse draft and the finished picture are the same picture.
/// </summary>
internal sealed class Easel : IDisposable
{
    private readonly SKSurface _surface;
    private readonly SKCanvas _canvas;
    private readonly SKPaint _paint = new() { IsAntialias = true };
    private readonly CancellationToken _cancellation;

    /// <summary>Sets up the canvas.</summary>
    /// <param name="surface">The surface to draw on; its owner disposes it.</param>
    /// <param name="width">The picture's width in units.</param>
    /// <param name="height">The picture's height in units.</param>
    /// <param name="scale">Pixels per unit.</param>
    /// <param name="cancellation">Looked at between strokes.</param>
    public Easel(SKSurface surface, float width, float height, SKPoint scale, CancellationToken cancellation)
    {
        (_surface, Width, Height, _cancellation) = (surface, width, height, cancellation);
        _canvas = surface.Canvas;
        _canvas.Scale(scale.X, scale.Y);
    }

    /// <summary>Units across, at least 1000.</summary>
    public float Width { get; }

    /// <summary>Units down, at least 1000.</summary>
    public float Height { get; }

    /// <summary>The canvas, for what the strokes below do not cover.</summary>
    public SKCanvas Canvas => _canvas;

    /// <summary>A path given as SVG path data.</summary>
    public void Svg(string data, SKColor color)
    {
        using var path = SKPath.ParseSvgPathData(data);
        Fill(path, color);
    }

    /// <summary>Fills a path.</summary>
    public void Fill(SKPath path, SKColor color)
    {
        Ready(color);
        _canvas.DrawPath(path, _paint);
    }

    /// <summary>Fills a path from one colour at <paramref name="top"/> to another at <paramref name="bottom"/>.</summary>
    public void Fill(SKPath path, SKColor first, SKColor last, float top, float bottom)
    {
        using var shader = Vertical([first, last], null, top, bottom);
        Ready(SKColors.Black);
        _paint.Shader = shader;
        _canvas.DrawPath(path, _paint);
        _paint.Shader = null;
    }

    /// <summary>Fills a path with a colour that fades out from <paramref name="from"/> to <paramref name="to"/> across.</summary>
    public void FillFading(SKPath path, SKColor color, float from, float to)
    {
        using var shader =
            SKShader.CreateLinearGradient(new SKPoint(from, 0), new SKPoint(to, 0), [color, color.WithAlpha(0)], null, SKShaderTileMode.Clamp);
        Ready(SKColors.Black);
        _paint.Shader = shader;
        _canvas.DrawPath(path, _paint);
        _paint.Shader = null;
    }

    /// <summary>Fills the builder's path and disposes both.</summary>
    public void Fill(SKPathBuilder builder, SKColor color)
    {
        using (builder)
        using (var path = builder.Detach())
            Fill(path, color);
    }

    /// <summary>Washes a rectangle with a vertical gradient.</summary>
    public void Wash(SKRect area, SKColor[] colors, float[]? stops = null)
    {
        using var shader = Vertical(colors, stops, area.Top, area.Bottom);
        Ready(SKColors.Black);
        _paint.Shader = shader;
        _canvas.DrawRect(area, _paint);
        _paint.Shader = null;
    }

    /// <summary>A filled circle.</summary>
    public void Disc(float x, float y, float radius, SKColor color)
    {
        Ready(color);
        _canvas.DrawCircle(x, y, radius, _paint);
    }

    /// <summary>A filled ellipse.</summary>
    public void Oval(float x, float y, float radiusX, float radiusY, SKColor color)
    {
        Ready(color);
        _canvas.DrawOval(x, y, radiusX, radiusY, _paint);
    }

    /// <summary>A light that fades out at <paramref name="radius"/>.</summary>
    public void Glow(float x, float y, float radius, SKColor color)
    {
        using var shader =
            SKShader.CreateRadialGradient(new SKPoint(x, y), radius, [color, color.Fade(color.Alpha / 255f * 0.35f), color.WithAlpha(0)],
            [0f, 0.4f, 1f], SKShaderTileMode.Clamp);
        Ready(SKColors.Black);
        _paint.Shader = shader;
        _canvas.DrawCircle(x, y, radius, _paint);
        _paint.Shader = null;
    }

    /// <summary>A filled rectangle with round corners.</summary>
    public void Bar(float x, float y, float width, float height, float corner, SKColor color)
    {
        Ready(color);
        _canvas.DrawRoundRect(x, y, width, height, corner, corner, _paint);
    }

    /// <summary>A line with round ends.</summary>
    public void Line(float x0, float y0, float x1, float y1, float thickness, SKColor color)
    {
        Pen(color, thickness);
        _canvas.DrawLine(x0, y0, x1, y1, _paint);
    }

    /// <summary>The outline of a path, with round ends.</summary>
    public void Trace(SKPath path, float thickness, SKColor color)
    {
        Pen(color, thickness);
        _canvas.DrawPath(path, _paint);
    }

    /// <summary>Runs <paramref name="strokes"/> with the origin moved, scaled and, if asked, mirrored.</summary>
    public void At(float x, float y, float scale, bool mirrored, Action<Easel> strokes)
    {
        _canvas.Save();
        _canvas.Translate(x, y);
        _canvas.Scale(mirrored ? -scale : scale, scale);
        strokes(this);
        _canvas.Restore();
    }

    /// <summary>Runs <paramref name="strokes"/> inside a path only.</summary>
    public void Inside(SKPath path, Action<Easel> strokes)
    {
        _canvas.Save();
        _canvas.ClipPath(path, SKClipOperation.Intersect, true);
        strokes(this);
        _canvas.Restore();
    }

    /// <summary>Mirrors what has been drawn above <paramref name="shore"/> into the area below it, as still water does.</summary>
    public void Mirror(float shore)
    {
        _cancellation.ThrowIfCancellationRequested();
        using var above = _surface.Snapshot();
        _canvas.Save();
        _canvas.ClipRect(new SKRect(0, shore, Width, Height));
        _canvas.Translate(0, 2 * shore);
        _canvas.Scale(1, -1);
        _paint.Color = SKColors.White;
        _canvas.DrawImage(above, new SKRect(0, 0, Width, Height), new SKSamplingOptions(SKFilterMode.Linear), _paint);
        _canvas.Restore();
    }

    /// <inheritdoc />
    public void Dispose() => _paint.Dispose();

    private static SKShader Vertical(SKColor[] colors, float[]? stops, float top, float bottom) =>
        SKShader.CreateLinearGradient(new SKPoint(0, top), new SKPoint(0, bottom), colors, stops, SKShaderTileMode.Clamp);

    private void Ready(SKColor color)
    {
        _cancellation.ThrowIfCancellationRequested();
        _paint.Style = SKPaintStyle.Fill;
        _paint.Color = color;
    }

    private void Pen(SKColor color, float thickness)
    {
        Ready(color);
        _paint.Style = SKPaintStyle.Stroke;
        _paint.StrokeWidth = thickness;
        _paint.StrokeCap = SKStrokeCap.Round;
        _paint.StrokeJoin = SKStrokeJoin.Round;
    }
}
