using SkiaSharp;

namespace Iris.Sandbox.Painting.Figures;

/// <summary>A songbird on a branch, and a penguin.</summary>
internal static class Birds
{
    /// <summary>A songbird in profile; its feet stand on a branch at the origin.</summary>
    public static void Song(Easel bird, Scene scene, SKColor? coat)
    {
        var feather = coat ?? Ink.Hex(0x3f86c4);
        var dark = Ink.Mix(feather, Ink.Hex(0x1f2438), 0.5f);
        var breast = coat is null ? Ink.Hex(0xf08a4b) : Ink.Mix(feather, Ink.Hex(0xfff3dc), 0.7f);
        using var bough = SKPath.ParseSvgPathData("M-190,16 C-90,-6 30,22 180,-2");
        bird.Trace(bough, 15, scene.Palette.Near.Darker(0.1f));
        bird.Svg("M120,-8 C140,-44 168,-50 186,-46 C180,-24 158,-8 120,-8 Z", Ink.Mix(scene.Palette.Near, Ink.Hex(0x3f7f57), 0.6f));
        bird.Svg("M-64,-64 L-150,-16 L-128,-8 L-146,10 L-44,-22 Z", dark);
        bird.Svg("M-72,-60 C-70,-118 -16,-146 28,-140 C30,-176 64,-194 92,-180 C112,-170 116,-146 108,-128 C104,-62 64,-8 4,-6 C-40,-6 -70,-28 -72,-60 Z", feather);
        bird.Svg("M108,-130 C104,-62 64,-8 4,-6 C-6,-6 -16,-8 -24,-10 C36,-30 62,-84 66,-134 C80,-122 96,-122 108,-130 Z", breast);
        bird.Svg("M-78,-66 C-60,-112 -10,-122 34,-98 C24,-54 -22,-34 -92,-30 C-84,-40 -80,-52 -78,-66 Z", dark);
        bird.Svg("M-70,-64 C-50,-96 -14,-106 24,-94 C0,-84 -40,-72 -70,-64 Z", feather.Lighter(0.25f));
        bird.Svg("M104,-164 L140,-150 L104,-142 Z", Ink.Hex(0xf2b13c));
        bird.Disc(80, -156, 8, Ink.Hex(0x1c1518));
        bird.Disc(83, -159, 2.6f, SKColors.White);
        for (var i = 0; i < 2; i++)
            bird.Line(4 + (22 * i), -10, 8 + (22 * i), 10, 5, Ink.Hex(0xd98a3a));
    }

    /// <summary>A penguin from the front, 240 units tall with its feet at the origin.</summary>
    public static void Penguin(Easel penguin, SKColor? coat)
    {
        var back = coat ?? Ink.Hex(0x2b3346);
        var orange = Ink.Hex(0xf39a2f);
        for (var side = -1; side <= 1; side += 2)
        {
            penguin.Oval(side * 30, -6, 30, 11, orange);
            penguin.Svg($"M{side * 62},-150 C{side * 104},-116 {side * 110},-74 {side * 98},-52 C{side * 84},-62 {side * 72},-84 {side * 62},-100 Z", back.Darker(0.18f));
        }
        penguin.Svg("M0,-240 C46,-240 60,-206 62,-170 C84,-130 84,-60 62,-24 C44,-2 -44,-2 -62,-24 C-84,-60 -84,-130 -62,-170 C-60,-206 -46,-240 0,-240 Z", back);
        penguin.Svg("M0,-150 C40,-150 58,-110 56,-66 C54,-26 30,-10 0,-10 C-30,-10 -54,-26 -56,-66 C-58,-110 -40,-150 0,-150 Z", Ink.Hex(0xfdf8ee));
        penguin.Svg("M0,-200 C14,-218 46,-214 46,-184 C46,-158 24,-142 0,-142 C-24,-142 -46,-158 -46,-184 C-46,-214 -14,-218 0,-200 Z", Ink.Hex(0xfdf8ee));
        penguin.Svg("M0,-150 C40,-150 58,-110 56,-66 C54,-26 30,-10 0,-10 C26,-40 30,-110 0,-150 Z", SKColors.Black.Fade(0.06f));
        penguin.Svg("M-16,-178 C-8,-186 8,-186 16,-178 L0,-158 Z", orange);
        for (var side = -1; side <= 1; side += 2)
        {
            penguin.Disc(side * 22, -188, 7.5f, Ink.Hex(0x1c1518));
            penguin.Disc((side * 22) + 2, -191, 2.4f, SKColors.White);
            penguin.Disc(side * 33, -170, 8, Ink.Hex(0xf0a0a0).Fade(0.5f));
        }
    }
}
