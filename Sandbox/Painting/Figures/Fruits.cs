using Iris.Sandbox.Painting.Words;
using SkiaSharp;

namespace Iris.Sandbox.Painting.Figures;

/// <summary>Fruit, each about 200 units tall and standing on the origin.</summary>
internal static class Fruits
{
    private static readonly SKColor Leaf = Ink.Hex(0x4d8a4f);

    /// <summary>Draws one.</summary>
    public static void Draw(Easel fruit, Scene scene, Subject kind, SKColor? coat)
    {
        switch (kind)
        {
            case Subject.Pineapple:
                Pineapple(fruit, coat ?? Ink.Hex(0xeab13c));
                break;
            case Subject.Apple:
                Apple(fruit, coat ?? Ink.Hex(0xd63a35));
                break;
            case Subject.Banana:
                Bananas(fruit, coat ?? Ink.Hex(0xf5cf47));
                break;
            case Subject.Citrus:
                Citrus(fruit, coat ?? Ink.Hex(0xf39a2f));
                break;
            case Subject.Lemon:
                Citrus(fruit, coat ?? Ink.Hex(0xf4d84a));
                break;
            case Subject.Strawberry:
                Strawberry(fruit, coat ?? Ink.Hex(0xdf3542));
                break;
            case Subject.Watermelon:
                Watermelon(fruit);
                break;
            default:
                Bowl(fruit, coat ?? Ink.Mix(scene.Palette.High, Ink.Hex(0xf3ead8), 0.4f));
                break;
        }
    }

    private static void Pineapple(Easel fruit, SKColor skin)
    {
        for (var i = 0; i < 9; i++)
        {
            float bend = (i - 4) * 15, tip = -258 + (MathF.Abs(i - 4) * 18);
            fruit.Svg($"M{(i - 4) * 5 - 9},-140 Q{bend * 0.5f - 12},{tip + 60} {bend * 1.5f},{tip} Q{bend * 0.7f + 14},{tip + 60} {(i - 4) * 5 + 9},-140 Z", i % 2 == 0 ? Leaf : Leaf.Darker(0.2f));
        }
        using var body = SKPath.ParseSvgPathData("M0,-160 C52,-160 70,-116 68,-74 C66,-24 40,2 0,2 C-40,2 -66,-24 -68,-74 C-70,-116 -52,-160 0,-160 Z");
        fruit.Fill(body, skin);
        fruit.Inside(body, inside =>
        {
            for (var i = -8; i <= 8; i++)
            {
                inside.Line((i * 26) - 90, -170, (i * 26) + 90, 10, 4, Ink.Mix(skin, Ink.Hex(0x7a4a1f), 0.55f));
                inside.Line((i * 26) + 90, -170, (i * 26) - 90, 10, 4, Ink.Mix(skin, Ink.Hex(0x7a4a1f), 0.55f));
            }
            for (var row = 0; row < 7; row++)
                for (var i = -3; i <= 3; i++)
                    inside.Disc((i * 26) + (row % 2 * 13), -158 + (26 * row), 3.4f, Ink.Hex(0x8a5420));
            inside.Svg("M14,-164 C80,-150 90,-20 10,6 L90,6 L90,-164 Z", SKColors.Black.Fade(0.13f));
        });
    }

    private static void Apple(Easel fruit, SKColor skin)
    {
        fruit.Svg("M0,-146 C-26,-164 -84,-156 -84,-92 C-84,-36 -48,2 -22,2 C-12,2 -8,-4 0,-4 C8,-4 12,2 22,2 C48,2 84,-36 84,-92 C84,-156 26,-164 0,-146 Z", skin);
        fruit.Svg("M30,-154 C66,-152 84,-128 84,-92 C84,-36 48,2 22,2 C50,-30 62,-100 30,-154 Z", SKColors.Black.Fade(0.14f));
        fruit.Svg("M-30,-146 C-14,-134 14,-134 30,-146 C18,-128 -18,-128 -30,-146 Z", skin.Darker(0.35f));
        using var stalk = SKPath.ParseSvgPathData("M0,-138 C0,-162 6,-174 14,-182");
        fruit.Trace(stalk, 7, Ink.Hex(0x5b3a22));
        fruit.Svg("M6,-160 C24,-192 62,-196 80,-184 C66,-160 32,-150 6,-160 Z", Leaf);
        fruit.Svg("M-66,-100 C-66,-126 -54,-138 -40,-140 C-52,-126 -56,-112 -56,-92 Z", SKColors.White.Fade(0.5f));
    }

    private static void Bananas(Easel fruit, SKColor skin)
    {
        for (var i = 0; i < 3; i++)
        {
            fruit.Canvas.Save();
            fruit.Canvas.RotateDegrees(-22 + (22 * i), 60, -168);
            fruit.Svg("M52,-176 C58,-120 10,-40 -92,-22 C-104,-18 -104,-4 -92,-2 C20,8 92,-70 72,-176 Z", i == 1 ? skin : skin.Darker(0.06f * (2 - i)));
            fruit.Svg("M66,-176 C72,-110 20,-30 -98,-12 C-98,-6 -96,-3 -92,-2 C20,8 92,-70 72,-176 Z", Ink.Mix(skin, Ink.Hex(0x9a6a1f), 0.35f));
            fruit.Disc(-95, -12, 7, Ink.Hex(0x5b3a22));
            fruit.Canvas.Restore();
        }
        fruit.Bar(48, -196, 28, 30, 8, Ink.Hex(0x7a5a2a));
    }

    private static void Citrus(Easel fruit, SKColor skin)
    {
        fruit.Disc(-20, -78, 78, skin);
        fruit.Svg("M10,-150 C80,-130 76,-20 0,-2 C40,-40 44,-110 10,-150 Z", SKColors.Black.Fade(0.12f));
        fruit.Oval(-50, -112, 20, 12, SKColors.White.Fade(0.4f));
        fruit.Svg("M-18,-152 C0,-184 40,-188 58,-176 C44,-152 10,-142 -18,-152 Z", Leaf);
        fruit.Disc(74, -52, 54, skin.Darker(0.08f));
        fruit.Disc(74, -52, 48, Ink.Hex(0xfff3dc));
        for (var i = 0; i < 8; i++)
        {
            fruit.Canvas.Save();
            fruit.Canvas.Translate(74, -52);
            fruit.Canvas.RotateDegrees(45 * i);
            fruit.Svg("M0,-5 L-14,-38 C-6,-44 6,-44 14,-38 Z", skin.Lighter(0.18f));
            fruit.Canvas.Restore();
        }
    }

    private static void Strawberry(Easel fruit, SKColor skin)
    {
        using var body = SKPath.ParseSvgPathData("M0,-150 C50,-164 90,-136 84,-96 C78,-50 36,-6 0,2 C-36,-6 -78,-50 -84,-96 C-90,-136 -50,-164 0,-150 Z");
        fruit.Fill(body, skin);
        fruit.Inside(body, inside =>
        {
            inside.Svg("M20,-166 C80,-140 60,-30 0,4 L100,4 L100,-166 Z", SKColors.Black.Fade(0.12f));
            for (var row = 0; row < 6; row++)
                for (var i = -3; i <= 3; i++)
                    inside.Oval((i * 28) + (row % 2 * 14), -126 + (23 * row), 3.4f, 5.4f, Ink.Hex(0xf8d66a));
        });
        fruit.Svg("M0,-148 C-30,-118 -58,-124 -74,-140 C-56,-150 -40,-158 -22,-160 C-40,-176 -34,-186 -28,-192 C-12,-184 -2,-172 0,-164 C2,-172 12,-184 28,-192 C34,-186 40,-176 22,-160 C40,-158 56,-150 74,-140 C58,-124 30,-118 0,-148 Z", Leaf);
    }

    private static void Watermelon(Easel fruit)
    {
        fruit.Svg("M-130,-130 L130,-130 C130,-50 70,2 0,2 C-70,2 -130,-50 -130,-130 Z", Ink.Hex(0x2f7a45));
        fruit.Svg("M-118,-130 L118,-130 C118,-58 64,-10 0,-10 C-64,-10 -118,-58 -118,-130 Z", Ink.Hex(0xe7f2c8));
        fruit.Svg("M-108,-130 L108,-130 C108,-64 58,-20 0,-20 C-58,-20 -108,-64 -108,-130 Z", Ink.Hex(0xe8485a));
        foreach (var (x, y) in (ReadOnlySpan<(float, float)>)[(-70, -108), (-30, -112), (12, -106), (54, -112), (80, -100), (-48, -80), (-6, -78),
            (36, -80), (-22, -50), (20, -50)])
            fruit.Oval(x, y, 4, 6.5f, Ink.Hex(0x2a1a20));
    }

    private static void Bowl(Easel fruit, SKColor glaze)
    {
        fruit.At(-8, -84, 0.62f, false, one => Bananas(one, Ink.Hex(0xf5cf47)));
        fruit.At(-56, -70, 0.6f, false, one => Apple(one, Ink.Hex(0xd63a35)));
        fruit.At(62, -66, 0.58f, false, one => one.Disc(0, -78, 80, Ink.Hex(0xf39a2f)));
        fruit.At(6, -62, 0.56f, false, one => Apple(one, Ink.Hex(0x8fb85a)));
        for (var i = 0; i < 10; i++)
            fruit.Disc(92 + (i % 3 * 15) - (i / 3 * 2), -84 + (i / 3 * 17), 11, i % 2 == 0 ? Ink.Hex(0x6a3f8f) : Ink.Hex(0x7d52a5));
        fruit.Svg("M-132,-78 C-124,-22 -70,2 0,2 C70,2 124,-22 132,-78 Z", glaze);
        fruit.Svg("M20,-78 L132,-78 C124,-22 70,2 0,2 C50,-16 60,-50 20,-78 Z", SKColors.Black.Fade(0.1f));
        fruit.Bar(-138, -84, 276, 12, 6, glaze.Lighter(0.25f));
    }
}
