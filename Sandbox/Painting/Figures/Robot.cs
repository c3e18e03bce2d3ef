using SkiaSharp;

namespace Iris.Sandbox.Painting.Figures;

/// <summary>A friendly robot, 260 units tall with its feet at the origin.</summary>
internal static class Robot
{
    /// <summary>Draws it.</summary>
    public static void Draw(Easel robot, Scene scene, SKColor? coat)
    {
        var main = coat ?? Ink.Hex(0xb9c7d1);
        var dark = Ink.Mix(main, Ink.Hex(0x2b3442), 0.72f);
        SKColor glow = Ink.Hex(0x6ff2e4), lamp = coat is null ? scene.Palette.Accent : Ink.Hex(0xffc94d);
        for (var side = -1; side <= 1; side += 2)
        {
            robot.Bar((side * 30) - 13, -50, 26, 44, 8, dark);
            robot.Bar((side * 34) - 24, -16, 48, 18, 9, main.Darker(0.22f));
            using var arm = SKPath.ParseSvgPathData($"M{side * 60},-124 C{side * 96},-120 {side * 98},-88 {side * 88},-66");
            robot.Trace(arm, 17, dark);
            robot.Disc(side * 62, -122, 15, main.Darker(0.12f));
            robot.Disc(side * 87, -60, 14, main);
            robot.Svg($"M{side * 76},-58 C{side * 68},-40 {side * 74},-30 {side * 82},-30 L{side * 84},-44 L{side * 92},-44 L{side * 94},-30 C{side * 104},-32 {side * 106},-46 {side * 98},-58 Z", main);
            robot.Bar((side * 56) - 8, -212, 16, 34, 6, dark);
        }
        robot.Bar(-14, -164, 28, 26, 4, dark);
        robot.Bar(-62, -146, 124, 102, 26, main);
        robot.Bar(14, -146, 48, 102, 24, SKColors.Black.Fade(0.12f));
        robot.Bar(-38, -124, 76, 50, 12, dark);
        for (var i = 0; i < 3; i++)
            robot.Disc(-20 + (20 * i), -108, 6.5f, i == 1 ? lamp : i == 0 ? glow : Ink.Hex(0xf4645f));
        for (var i = 0; i < 5; i++)
            robot.Bar(-26 + (11 * i), -84 - (i * 7 % 12), 7, 4 + (i * 7 % 12), 2, glow.Fade(0.8f));
        robot.Line(0, -232, 0, -254, 5, dark);
        robot.Glow(0, -258, 26, lamp.Fade(0.6f));
        robot.Disc(0, -258, 8, lamp);
        robot.Bar(-52, -236, 104, 80, 28, main.Lighter(0.12f));
        robot.Bar(12, -236, 40, 80, 26, SKColors.Black.Fade(0.1f));
        robot.Bar(-40, -222, 80, 50, 20, Ink.Hex(0x1d2533));
        for (var side = -1; side <= 1; side += 2)
        {
            robot.Glow(side * 18, -199, 24, glow.Fade(0.5f));
            robot.Oval(side * 18, -199, 9, 12, glow);
            robot.Disc((side * 18) + 3, -203, 3, SKColors.White);
        }
        using var smile = SKPath.ParseSvgPathData("M-9,-183 C-4,-178 4,-178 9,-183");
        robot.Trace(smile, 3, glow);
    }
}
