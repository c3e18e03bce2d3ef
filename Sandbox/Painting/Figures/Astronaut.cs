using SkiaSharp;

namespace Iris.Sandbox.Painting.Figures;

/// <summary>An astronaut who waves, 250 units tall with the boots at the origin.</summary>
internal static class Astronaut
{
    /// <summary>Draws one.</summary>
    public static void Draw(Easel suit, Scene scene, SKColor? coat)
    {
        var white = coat ?? Ink.Hex(0xf1f1f4);
        SKColor shade = Ink.Mix(white, Ink.Hex(0x5b6580), 0.35f), dark = Ink.Hex(0x3a4258), stripe = coat is null
            ? Ink.Hex(0xe2603f)
            : Ink.Hex(0xf4f1ea);
        suit.Bar(-66, -160, 132, 96, 22, shade.Darker(0.2f));
        for (var side = -1; side <= 1; side += 2)
        {
            suit.Bar((side * 28) - 21, -82, 42, 76, 16, side < 0 ? white : white.Darker(0.1f));
            suit.Bar((side * 28) - 21, -40, 42, 8, 0, stripe);
            suit.Bar((side * 31) - 25, -20, 50, 22, 10, dark);
        }
        using var down = SKPath.ParseSvgPathData("M-50,-136 C-84,-122 -92,-96 -84,-72");
        suit.Trace(down, 31, white);
        suit.Disc(-83, -66, 17, dark);
        using var up = SKPath.ParseSvgPathData("M50,-138 C84,-142 100,-168 98,-200");
        suit.Trace(up, 31, white.Darker(0.1f));
        suit.Disc(98, -208, 17, dark);
        suit.Bar(-55, -156, 110, 92, 30, white);
        suit.Bar(10, -156, 45, 92, 28, SKColors.Black.Fade(0.09f));
        suit.Bar(-31, -122, 62, 36, 8, shade);
        suit.Disc(-17, -110, 5, Ink.Hex(0xe2603f));
        suit.Disc(0, -110, 5, Ink.Hex(0xf2b632));
        suit.Disc(17, -110, 5, Ink.Hex(0x4fb0a0));
        suit.Bar(-22, -99, 44, 6, 3, dark.Fade(0.7f));
        suit.Bar(-34, -166, 68, 16, 8, shade);
        suit.Disc(0, -202, 53, white);
        suit.Svg("M0,-255 C36,-253 54,-230 53,-200 C52,-172 32,-152 4,-149 C30,-170 36,-224 0,-255 Z", SKColors.Black.Fade(0.09f));
        suit.Oval(0, -200, 41, 35, dark);
        using var visor = SKPath.ParseSvgPathData("M-36,-200 C-36,-240 36,-240 36,-200 C36,-162 -36,-162 -36,-200 Z");
        suit.Fill(visor, Ink.Hex(0x14203f), Ink.Mix(scene.Palette.Accent, Ink.Hex(0xf2a04a), 0.5f), -232, -160);
        suit.Inside(visor, inside =>
        {
            inside.Disc(16, -180, 13, Ink.Hex(0x6fb7c9).Fade(0.8f));
            inside.Svg("M-34,-206 C-30,-232 -6,-236 4,-232 C-16,-228 -24,-216 -26,-196 Z", SKColors.White.Fade(0.55f));
        });
        suit.Bar(-62, -208, 14, 28, 6, shade);
        suit.Bar(48, -208, 14, 28, 6, shade.Darker(0.12f));
    }
}
