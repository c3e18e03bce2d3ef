using SkiaSharp;

namespace Iris.Sandbox.Painting.Figures;

/// <summary>A sitting dragon seen from the front, in a box of 200 by 240 with its feet at y = 234, its wings wider.</summary>
internal static class Dragon
{
    /// <summary>Draws it.</summary>
    public static void Draw(Easel dragon, SKColor? coat)
    {
        var skin = coat ?? Ink.Hex(0x3f9a63);
        var dark = Ink.Mix(skin, Ink.Hex(0x14242b), 0.5f);
        var belly = Ink.Mix(skin, Ink.Hex(0xfff0c2), 0.78f);
        var horn = Ink.Hex(0xf0dfb8);
        for (var side = 0; side < 2; side++)
            dragon.At(side == 1 ? 200 : 0, 0, 1, side == 1, half => Wing(half, skin, dark));
        using var tail = SKPath.ParseSvgPathData("M124,222 C176,238 214,214 206,176 C202,158 190,150 182,140");
        dragon.Trace(tail, 17, skin.Darker(0.16f));
        dragon.Svg("M190,150 L160,140 L176,104 L202,128 Z", dark);
        dragon.Svg("M100,92 C66,104 50,150 46,194 C44,222 58,234 78,234 L122,234 C142,234 156,222 154,194 C150,150 134,104 100,92 Z", skin);
        dragon.Svg("M100,92 C134,104 150,150 154,194 C156,222 142,234 122,234 L100,234 Z", SKColors.Black.Fade(0.1f));
        using var front = SKPath.ParseSvgPathData("M100,112 C76,116 68,150 72,188 C76,216 124,216 128,188 C132,150 124,116 100,112 Z");
        dragon.Fill(front, belly);
        dragon.Inside(front, inside =>
        {
            for (var i = 0; i < 6; i++)
                inside.Bar(60, 126 + (16 * i), 80, 3, 1.5f, belly.Darker(0.2f));
        });
        for (var side = 0; side < 2; side++)
        {
            dragon.At(side == 1 ? 200 : 0, 0, 1, side == 1, half =>
            {
                half.Svg("M46,196 C42,224 56,236 78,235 C88,226 84,198 66,184 C54,184 48,188 46,196 Z", skin.Darker(0.1f));
                for (var claw = 0; claw < 3; claw++)
                    half.Svg($"M{56 + (11 * claw)},230 l5,11 l5,-11 Z", horn);
                half.Svg("M64,48 C50,34 44,14 50,-8 C62,4 78,22 84,42 Z", horn);
                half.Svg("M50,70 C30,60 22,62 14,52 C18,74 28,86 48,88 Z", dark);
            });
        }
        Head(dragon, skin, dark, belly);
    }

    private static void Wing(Easel half, SKColor skin, SKColor dark)
    {
        half.Svg("M92,132 C60,70 8,30 -66,16 C-52,40 -56,66 -74,88 C-46,86 -28,98 -22,124 C-2,110 18,116 30,142 C46,130 66,136 84,160 Z", Ink.Mix(dark, skin, 0.35f));
        foreach (var bone in (ReadOnlySpan<string>)["M92,136 C60,74 8,34 -64,18", "M40,76 C10,70 -40,76 -72,88", "M52,88 C20,92 -6,102 -22,122", "M64,100 C48,108 38,122 31,140"])
        {
            using var path = SKPath.ParseSvgPathData(bone);
            half.Trace(path, 6, skin.Darker(0.12f));
        }
        half.Svg("M-60,22 L-80,4 L-54,10 Z", Ink.Hex(0xf0dfb8));
    }

    private static void Head(Easel dragon, SKColor skin, SKColor dark, SKColor belly)
    {
        dragon.Svg("M92,36 L100,8 L108,36 Z M76,42 L82,20 L92,38 Z M124,42 L118,20 L108,38 Z", dark);
        dragon.Oval(100, 130, 32, 9, SKColors.Black.Fade(0.16f));
        dragon.Svg("M100,34 C136,34 156,54 156,80 C156,96 146,104 138,112 C130,126 116,130 100,130 C84,130 70,126 62,112 C54,104 44,96 44,80 C44,54 64,34 100,34 Z", skin);
        dragon.Svg("M100,34 C136,34 156,54 156,80 C156,96 146,104 138,112 C130,126 116,130 100,130 Z", SKColors.Black.Fade(0.07f));
        dragon.Oval(100, 110, 37, 21, belly);
        for (var side = -1; side <= 1; side += 2)
        {
            dragon.Oval(100 + (side * 28), 76, 12, 14, Ink.Hex(0xfbe26a));
            dragon.Oval(100 + (side * 28), 77, 4.5f, 12, Ink.Hex(0x1c1518));
            dragon.Disc(100 + (side * 28) + 3, 71, 3, SKColors.White);
            dragon.Oval(100 + (side * 13), 103, 4.5f, 3, dark);
            dragon.Svg($"M{100 + (side * 22)},124 l{side * 5},9 l{side * 5},-11 Z", SKColors.White);
        }
        using var mouth = SKPath.ParseSvgPathData("M70,119 C84,128 116,128 130,119");
        dragon.Trace(mouth, 2.6f, dark);
    }
}
