using SkiaSharp;

namespace Iris.Sandbox.Painting.Figures;

/// <summary>A steaming cup on a saucer, 240 units wide with its foot at the origin.</summary>
internal static class Coffee
{
    /// <summary>Draws it.</summary>
    public static void Draw(Easel cup, Scene scene, SKColor? coat)
    {
        var china = coat ?? Ink.Hex(0xf8f3ea);
        var shade = Ink.Mix(china, scene.Palette.Near, 0.22f);
        foreach (var (x, bend) in (ReadOnlySpan<(float, float)>)[(-26, 1), (6, -1), (34, 1)])
        {
            using var steam = SKPath.ParseSvgPathData($"M{x},-132 q{bend * 22},-20 0,-42 t0,-42");
            cup.Trace(steam, 7, SKColors.White.Fade(0.42f));
        }
        cup.Oval(0, -10, 128, 22, shade.Darker(0.12f));
        cup.Oval(0, -14, 128, 22, china);
        cup.Oval(0, -13, 84, 13, shade);
        using var handle = SKPath.ParseSvgPathData("M74,-100 C132,-112 128,-42 58,-48");
        cup.Trace(handle, 15, shade);
        cup.Svg("M-84,-114 C-84,-46 -56,-12 0,-12 C56,-12 84,-46 84,-114 Z", china);
        cup.Svg("M10,-114 L84,-114 C84,-46 56,-12 0,-12 C36,-40 30,-80 10,-114 Z", SKColors.Black.Fade(0.07f));
        cup.Svg("M-80,-84 C-40,-68 40,-68 80,-84 L78,-70 C40,-54 -40,-54 -78,-70 Z", coat is null ? scene.Palette.Accent : SKColors.White.Fade(0.8f));
        cup.Oval(0, -114, 84, 21, china.Lighter(0.3f));
        cup.Oval(0, -112, 74, 16, Ink.Hex(0x5b3521));
        cup.Oval(0, -110, 64, 12, Ink.Hex(0x7d4c2d));
        cup.Svg("M0,-103 C-34,-106 -34,-119 -12,-117 C-4,-116 -1,-114 0,-112 C1,-114 4,-116 12,-117 C34,-119 34,-106 0,-103 Z", Ink.Hex(0xf3dcb8));
        foreach (var (x, y, turn) in (ReadOnlySpan<(float, float, float)>)[(-150, 6, 20), (-168, -8, -30), (146, 8, -20)])
        {
            cup.Canvas.Save();
            cup.Canvas.Translate(x, y);
            cup.Canvas.RotateDegrees(turn);
            cup.Oval(0, 0, 13, 8, Ink.Hex(0x4a2a1a));
            cup.Line(-9, 0, 9, 0, 2, Ink.Hex(0x2a160d));
            cup.Canvas.Restore();
        }
    }
}
