using SkiaSharp;

namespace Iris.Sandbox.Painting;

/// <summary>
/// Colour arithmetic in Oklab (Björn Ottosson, "A perceptual color space for image processing"): mixtures stay clean where a mixture of
/// sRGB numbers turns grey, and a palette built from a hue keeps its lightness steps.
/// </summary>
internal static class Ink
{
    /// <summary>A colour from lightness (0..1), chroma (0..about 0.3) and hue in degrees.</summary>
    public static SKColor Of(float lightness, float chroma, float hue)
    {
        var angle = hue * MathF.PI / 180f;
        return FromLab(lightness, chroma * MathF.Cos(angle), chroma * MathF.Sin(angle));
    }

    /// <summary>A colour written as six hexadecimal digits.</summary>
    public static SKColor Hex(uint rgb) => new(0xFF000000u | rgb);

    /// <summary>The colour <paramref name="share"/> (0..1) of the way from one to the other; opacity is mixed too.</summary>
    public static SKColor Mix(SKColor from, SKColor to, float share)
    {
        var (l1, a1, b1) = ToLab(from);
        var (l2, a2, b2) = ToLab(to);
        var mixed = FromLab(l1 + ((l2 - l1) * share), a1 + ((a2 - a1) * share), b1 + ((b2 - b1) * share));
        return mixed.WithAlpha((byte)(from.Alpha + ((to.Alpha - from.Alpha) * share)));
    }

    /// <summary>The colour with an opacity of <paramref name="opacity"/> (0..1).</summary>
    public static SKColor Fade(this SKColor color, float opacity) => color.WithAlpha((byte)Math.Clamp(opacity * 255f, 0f, 255f));

    /// <summary>Towards black by <paramref name="share"/> (0..1).</summary>
    public static SKColor Darker(this SKColor color, float share) => Mix(color, SKColors.Black.WithAlpha(color.Alpha), share);

    /// <summary>Towards white by <paramref name="share"/> (0..1).</summary>
    public static SKColor Lighter(this SKColor color, float share) => Mix(color, SKColors.White.WithAlpha(color.Alpha), share);

    private static SKColor FromLab(float lightness, float a, float b)
    {
        var l = Cube(lightness + (0.3963377774f * a) + (0.2158037573f * b));
        var m = Cube(lightness - (0.1055613458f * a) - (0.0638541728f * b));
        var s = Cube(lightness - (0.0894841775f * a) - (1.2914855480f * b));
        return new SKColor(
            Encode((4.0767416621f * l) - (3.3077115913f * m) + (0.2309699292f * s)),
            Encode((-1.2684380046f * l) + (2.6097574011f * m) - (0.3413193965f * s)),
            Encode((-0.0041960863f * l) - (0.7034186147f * m) + (1.7076147010f * s)));
    }

    private static (float L, float A, float B) ToLab(SKColor color)
    {
        float r = Decode(color.Red), g = Decode(color.Green), b = Decode(color.Blue);
        var l = MathF.Cbrt((0.4122214708f * r) + (0.5363325363f * g) + (0.0514459929f * b));
        var m = MathF.Cbrt((0.2119034982f * r) + (0.6806995451f * g) + (0.1073969566f * b));
        var s = MathF.Cbrt((0.0883024619f * r) + (0.2817188376f * g) + (0.6299787005f * b));
        return (
            (0.2104542553f * l) + (0.7936177850f * m) - (0.0040720468f * s),
            (1.9779984951f * l) - (2.4285922050f * m) + (0.4505937099f * s),
            (0.0259040371f * l) + (0.7827717662f * m) - (0.8086757660f * s));
    }

    private static float Cube(float value) => value * value * value;

    private static float Decode(byte value)
    {
        var unit = value / 255f;
        return unit <= 0.04045f ? unit / 12.92f : MathF.Pow((unit + 0.055f) / 1.055f, 2.4f);
    }

    private static byte Encode(float linear)
    {
        var unit = Math.Clamp(linear, 0f, 1f);
        var encoded = unit <= 0.0031308f ? unit * 12.92f : (1.055f * MathF.Pow(unit, 1f / 2.4f)) - 0.055f;
        return (byte)((encoded * 255f) + 0.5f);
    }
}
