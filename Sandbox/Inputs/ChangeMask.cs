using SkiaSharp;

namespace Iris.Sandbox.Inputs;

/// <summary>A mask as the drawing needs it: opaque where the picture changes.</summary>
internal sealed class ChangeMask : IDisposable
{
    private readonly SKBitmap _strengths;

    private ChangeMask(SKBitmap strengths, SKRect area) => (_strengths, Area) = (strengths, area);

    /// <summary>An opaque pixel is drawn, a transparent one keeps the picture.</summary>
    public SKBitmap Strengths => _strengths;

    /// <summary>The smallest rectangle around all that changes, in parts of the mask's edges; empty when nothing does.</summary>
    public SKRect Area { get; }

    /// <summary>Turns a mask of OpenAI's form, whose transparent pixels change.</summary>
    /// <returns>Null when it has no transparency.</returns>
    public static ChangeMask? Of(SKBitmap mask)
    {
        if (mask.AlphaType == SKAlphaType.Opaque)
            return null;
        var strengths = new SKBitmap(new SKImageInfo(mask.Width, mask.Height, SKColorType.Alpha8, SKAlphaType.Premul));
        var pixels = mask.GetPixelSpan();
        var into = strengths.GetPixelSpan();
        int left = mask.Width, top = mask.Height, right = 0, bottom = 0;
        for (var y = 0; y < mask.Height; y++)
        {
            for (var x = 0; x < mask.Width; x++)
            {
                var strength = (byte)(byte.MaxValue - pixels[y * mask.RowBytes + 4 * x + 3]);
                into[y * strengths.RowBytes + x] = strength;
                if (strength == 0)
                    continue;
                (left, right) = (Math.Min(left, x), Math.Max(right, x + 1));
                (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y + 1));
            }
        }
        var area = right == 0
            ? SKRect.Empty
            : new SKRect(left / (float)mask.Width, top / (float)mask.Height, right / (float)mask.Width, bottom / (float)mask.Height);
        return new ChangeMask(strengths, area);
    }

    /// <inheritdoc/>
    public void Dispose() => _strengths.Dispose();
}
