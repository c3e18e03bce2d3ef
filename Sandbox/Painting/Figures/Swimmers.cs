using SkiaSharp;

namespace Iris.Sandbox.Painting.Figures;

/// <summary>A striped fish around the origin, 300 units long, looking to the right.</summary>
internal static class Swimmers
{
    /// <summary>Draws it.</summary>
    public static void Fish(Easel fish, SKColor? coat)
    {
        var scale = coat ?? Ink.Hex(0xf58634);
        var dark = Ink.Mix(scale, Ink.Hex(0x2b1d2a), 0.55f);
        var stripe = Ink.Hex(0xfdf6ea);
        fish.Svg("M-88,0 C-116,-44 -142,-66 -166,-66 C-156,-40 -152,-22 -152,0 C-152,22 -156,40 -166,66 C-142,66 -116,44 -88,0 Z", scale.Darker(0.1f));
        fish.Svg("M-40,-64 C-20,-108 40,-116 74,-92 C50,-88 40,-78 36,-62 Z", scale.Darker(0.16f));
        fish.Svg("M-30,60 C-24,98 10,112 34,104 C22,92 24,76 28,62 Z", scale.Darker(0.2f));
        using var body = SKPath.ParseSvgPathData("M-104,0 C-80,-56 -20,-80 40,-76 C98,-70 134,-36 142,2 C132,40 96,72 40,76 C-20,80 -80,56 -104,0 Z");
        fish.Fill(body, scale);
        fish.Inside(body, inside =>
        {
            inside.Svg("M46,-90 C30,-40 30,40 46,90 L82,90 C66,40 66,-40 82,-90 Z", dark);
            inside.Svg("M50,-90 C36,-40 36,40 50,90 L76,90 C62,40 62,-40 76,-90 Z", stripe);
            inside.Svg("M-42,-90 C-30,-40 -30,40 -42,90 L-12,90 C0,40 0,-40 -12,-90 Z", dark);
            inside.Svg("M-38,-90 C-26,-40 -26,40 -38,90 L-16,90 C-4,40 -4,-40 -16,-90 Z", stripe);
            inside.Svg("M-104,0 C-70,40 60,60 142,2 L142,90 L-104,90 Z", SKColors.Black.Fade(0.1f));
        });
        fish.Svg("M14,10 C-10,6 -34,18 -42,40 C-20,50 6,42 22,24 Z", scale.Darker(0.18f));
        fish.Disc(104, -18, 15, SKColors.White);
        fish.Disc(107, -17, 9, Ink.Hex(0x1c1518));
        fish.Disc(110, -21, 3, SKColors.White);
        using var mouth = SKPath.ParseSvgPathData("M140,14 C132,20 124,22 118,20");
        fish.Trace(mouth, 3, dark);
    }

    /// <summary>A butterfly around the origin with open wings, 300 units wide.</summary>
    public static void Butterfly(Easel butterfly, Scene scene, SKColor? coat)
    {
        var wing = coat ?? Ink.Mix(scene.Palette.Accent, Ink.Hex(0xf0892f), 0.5f);
        var rim = Ink.Hex(0x2a2030);
        for (var side = 0; side < 2; side++)
        {
            butterfly.At(0, 0, 1, side == 1, half =>
            {
                half.Svg("M6,6 C30,30 100,36 112,70 C120,104 84,132 56,120 C30,108 12,60 4,20 Z", rim);
                half.Svg("M12,20 C36,40 92,44 102,72 C108,98 82,120 60,110 C38,98 20,56 12,20 Z", Ink.Mix(wing, Ink.Hex(0xffe9b8), 0.35f));
                half.Svg("M4,-6 C20,-70 80,-136 138,-124 C164,-116 152,-60 128,-30 C104,0 40,14 6,8 Z", rim);
                half.Svg("M12,-6 C30,-62 82,-120 130,-112 C148,-104 138,-62 118,-36 C96,-8 44,6 12,2 Z", wing);
                half.Svg("M14,-4 C50,-30 90,-70 118,-100 C90,-90 40,-50 14,-4 Z M14,-2 C56,-18 92,-34 122,-58 C90,-20 50,-6 14,-2 Z", rim.Fade(0.5f));
                half.Disc(132, -92, 6, SKColors.White.Fade(0.9f));
                half.Disc(124, -62, 5, SKColors.White.Fade(0.9f));
                half.Disc(66, 84, 11, rim.Fade(0.6f));
                half.Disc(66, 84, 5, Ink.Hex(0xfff3d0));
                using var feeler = SKPath.ParseSvgPathData("M2,-34 C8,-60 20,-74 34,-80");
                half.Trace(feeler, 3, rim);
                half.Disc(35, -81, 4.5f, rim);
            });
        }
        butterfly.Oval(0, 6, 8, 46, rim);
        butterfly.Disc(0, -36, 10, rim);
    }
}
