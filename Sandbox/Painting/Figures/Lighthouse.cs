using Iris.Sandbox.Painting.Places;
using SkiaSharp;

namespace Iris.Sandbox.Painting.Figures;

/// <summary>A striped lighthouse on a rock in the surf, its beam across the sky.</summary>
internal static class Lighthouse
{
    /// <summary>Draws it.</summary>
    public static void Draw(Easel easel, Scene scene, SKColor? coat, Dice dice)
    {
        var scale = MathF.Min(easel.Height, 1100) / 560f;
        var (x, y) = (easel.Width * 0.5f, easel.Height * (scene.Transparent ? 0.84f : 0.86f));
        var stripe = coat ?? Colour.Red.Paint();
        var light = Ink.Hex(0xfff2b8);
        easel.At(x, y, scale, false, tower =>
        {
            if (!scene.Transparent)
            {
                Beam(tower, "M0,-306 L-900,-470 L-900,-254 Z", light.Fade(scene.Dark ? 0.46f : 0.34f), -900);
                Beam(tower, "M0,-306 L900,-414 L900,-198 Z", light.Fade(scene.Dark ? 0.46f : 0.34f), 900);
            }
            Rock(tower, scene);
            using var body = SKPath.ParseSvgPathData("M-44,-30 L-27,-276 L27,-276 L44,-30 Z");
            tower.Fill(body, Ink.Hex(0xf7f1e6));
            tower.Inside(body, inside =>
            {
                for (var i = 0; i < 3; i++)
                    inside.Bar(-60, -240 + (80 * i), 120, 40, 0, stripe);
                inside.Bar(8, -290, 60, 300, 0, SKColors.Black.Fade(0.14f));
            });
            tower.Bar(-36, -286, 72, 12, 2, scene.Palette.Near);
            tower.Bar(-20, -322, 40, 38, 2, Ink.Hex(0xffe9a0));
            if (!scene.Transparent)
                tower.Glow(0, -304, 120, light.Fade(0.7f));
            tower.Svg("M-28,-320 C-20,-350 20,-350 28,-320 Z", stripe);
            tower.Bar(-8, -66, 16, 34, 8, scene.Palette.Near);
        });
        if (scene.Transparent)
            return;
        var foam = Ink.Mix(scene.Palette.Low, SKColors.White, 0.4f);
        Waters.Wave(easel, dice, y + (44 * scale), 22, 230, Ink.Mix(scene.Palette.High, scene.Palette.Near, 0.35f), foam, 0.8f);
        Waters.Wave(easel, dice, y + (62 * scale), 26, 300, Ink.Mix(scene.Palette.High, scene.Palette.Near, 0.45f), foam, 1f);
    }

    // Down to below the surf that is drawn over it; a cut-out has none and is round below.
    private static void Rock(Easel tower, Scene scene)
    {
        var foot = scene.Transparent ? "C120,84 -120,84 -190,56" : "L200,120 L-190,120";
        tower.Svg($"M-190,56 C-150,0 -110,-30 -60,-34 L70,-30 C120,-20 160,10 200,56 {foot} Z", scene.Palette.Near);
        tower.Svg($"M-190,56 C-150,0 -110,-30 -60,-34 L10,-30 C-40,0 -60,30 -70,{(scene.Transparent ? 76 : 120)} L-190,{(scene.Transparent ? 56 : 120)} Z", Ink.Mix(scene.Palette.Near, scene.Palette.Far, 0.3f));
    }

    private static void Beam(Easel tower, string shape, SKColor color, float end)
    {
        using var beam = SKPath.ParseSvgPathData(shape);
        tower.FillFading(beam, color, 0, end);
    }
}
