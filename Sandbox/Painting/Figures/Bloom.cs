using Iris.Sandbox.Painting.Words;
using SkiaSharp;

namespace Iris.Sandbox.Painting.Figures;

/// <summary>A big flower with its stem, in a vase where it stands on a table; 250 units tall with its foot at the origin.</summary>
internal static class Bloom
{
    /// <summary>Draws it.</summary>
    public static void Draw(Easel flower, Scene scene, SKColor? coat)
    {
        var petal = coat ?? scene.Palette.Accent;
        var green = Ink.Hex(0x4d8a4f);
        using var stem = SKPath.ParseSvgPathData("M4,-10 C-6,-70 6,-110 0,-160");
        flower.Trace(stem, 9, green);
        flower.Svg("M-1,-70 C-30,-116 -70,-114 -92,-100 C-72,-72 -34,-62 -1,-70 Z", green);
        flower.Svg("M1,-92 C28,-134 66,-134 86,-122 C68,-94 36,-84 1,-92 Z", green.Darker(0.14f));
        if (scene.Scenery is Scenery.Table or Scenery.Studio)
            Vase(flower, scene);
        Petals(flower, 12, 74, 22, petal.Darker(0.16f), 15);
        Petals(flower, 12, 66, 20, petal, 0);
        var gold = coat == Colour.Gold.Paint();
        flower.Disc(0, -176, gold ? 36 : 25, gold ? Ink.Hex(0x5b3521) : Ink.Hex(0xf2b632));
        for (var i = 0; i < 22; i++)
        {
            float angle = i * 2.4f, far = MathF.Sqrt(i / 22f) * (gold ? 30 : 20);
            flower.Disc(far * MathF.Cos(angle), -176 + (far * MathF.Sin(angle)), 2.6f, gold ? Ink.Hex(0x8a5a3b) : Ink.Hex(0xc9822a));
        }
    }

    private static void Petals(Easel flower, int count, float length, float width, SKColor color, float turn)
    {
        for (var i = 0; i < count; i++)
        {
            flower.Canvas.Save();
            flower.Canvas.Translate(0, -176);
            flower.Canvas.RotateDegrees(turn + (360f * i / count));
            flower.Svg($"M0,-14 C{-width},{-length * 0.5f} {-width * 0.8f},{-length} 0,{-length - 6} C{width * 0.8f},{-length} {width},{-length * 0.5f} 0,-14 Z", i % 2 == 0 ? color : color.Lighter(0.1f));
            flower.Canvas.Restore();
        }
    }

    private static void Vase(Easel flower, Scene scene)
    {
        var glaze = Ink.Mix(scene.Palette.High, Ink.Hex(0xdfe9ec), 0.45f);
        flower.Svg("M-24,-92 C-18,-70 -50,-56 -46,-26 C-44,-6 -30,2 0,2 C30,2 44,-6 46,-26 C50,-56 18,-70 24,-92 Z", glaze);
        flower.Svg("M4,-92 L24,-92 C18,-70 50,-56 46,-26 C44,-6 30,2 0,2 C24,-20 20,-60 4,-92 Z", SKColors.Black.Fade(0.13f));
        flower.Oval(0, -92, 24, 6, glaze.Darker(0.35f));
        flower.Svg("M-44,-36 C-20,-28 20,-28 44,-36 L46,-26 C20,-16 -20,-16 -46,-26 Z", scene.Palette.Orb.Fade(0.5f));
    }
}
