using SkiaSharp;

namespace Iris.Sandbox.Painting.Figures;

/// <summary>A horse in profile, in a box of 300 by 300 with its hooves at y = 298.</summary>
internal static class Horse
{
    /// <summary>Draws it.</summary>
    public static void Draw(Easel horse, Scene scene, SKColor? coat)
    {
        var fur = coat ?? Ink.Mix(Ink.Hex(0x9a5a33), scene.Palette.Near, scene.Dark ? 0.4f : 0.05f);
        var dark = Ink.Mix(fur, Ink.Hex(0x231620), 0.75f);
        horse.Svg("M64,150 C30,150 18,196 30,250 C42,236 56,210 72,182 Z", dark);
        Leg(horse, 92, fur.Darker(0.35f), dark);
        Leg(horse, 168, fur.Darker(0.35f), dark);
        horse.Svg("M56,172 C54,142 86,130 122,138 C148,142 162,134 170,114 C176,92 186,72 202,58 L208,38 L220,56 C236,68 254,96 262,114 C266,126 256,134 246,130 C236,122 226,116 216,114 C210,130 208,142 208,156 C206,182 200,200 186,206 C160,212 124,208 98,206 C70,208 58,196 56,172 Z", fur);
        horse.Svg("M62,176 C66,150 92,138 124,144 C150,148 166,138 174,116 L184,96 C182,130 182,154 160,166 C126,176 92,166 62,176 Z", fur.Lighter(0.18f));
        Leg(horse, 64, fur, dark);
        Leg(horse, 186, fur, dark);
        horse.Svg("M206,44 C186,52 170,78 162,104 C158,120 148,132 134,138 C156,146 174,138 180,118 C186,98 196,80 214,66 Z", dark);
        horse.Svg("M208,46 C218,54 226,64 226,76 C218,76 210,68 206,58 Z", dark);
        horse.Svg("M246,96 C256,104 264,112 264,120 C264,130 254,134 246,130 C240,124 240,108 246,96 Z", Ink.Mix(fur, Ink.Hex(0xf3dcc8), 0.35f));
        horse.Disc(224, 82, 4.4f, Ink.Hex(0x1c1518));
        horse.Oval(256, 118, 2.6f, 3.4f, dark);
    }

    private static void Leg(Easel horse, float x, SKColor fur, SKColor dark)
    {
        horse.Svg($"M{x - 4},176 C{x - 4},210 {x + 2},226 {x + 4},244 L{x + 2},288 L{x + 16},288 L{x + 20},244 C{x + 22},226 {x + 28},210 {x + 26},180 Z", fur);
        horse.Svg($"M{x + 1},284 L{x + 17},284 L{x + 20},299 L{x - 2},299 Z", dark);
    }
}
