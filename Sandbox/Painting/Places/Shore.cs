using SkiaSharp;

namespace Iris.Sandbox.Painting.Places;

/// <summary>A beach: the sea, a line of surf, sand, palms.</summary>
internal static class Shore
{
    /// <summary>Draws it.</summary>
    public static void Draw(Easel easel, Scene scene, Dice dice)
    {
        var palette = scene.Palette;
        var horizon = easel.Height * dice.Between(0.5f, 0.56f);
        var sun = Sky.Draw(easel, scene, dice.Split(), horizon);
        if (dice.Chance(0.6f))
            Waters.Island(easel, scene, dice.Split(), horizon, sun);
        var deep = Ink.Mix(palette.Middle, Ink.Hex(0x1f86a8), scene.Dark ? 0.2f : 0.55f);
        var shallow = Ink.Mix(deep, Ink.Hex(0xb8efe2), scene.Dark ? 0.25f : 0.55f);
        var edge = easel.Height * dice.Between(0.72f, 0.77f);
        easel.Wash(new SKRect(0, horizon, easel.Width, easel.Height), [deep, Ink.Mix(deep, shallow, 0.6f), shallow], [0f, 0.3f, 0.6f]);
        easel.Bar(0, horizon - 1, easel.Width, 2.5f, 0, palette.Orb.Fade(0.5f));
        for (var row = 1; row <= 3; row++)
        {
            var depth = row / 3f;
            Waters.Wave(easel, dice.Split(), horizon + ((edge - horizon) * depth * 0.72f), 5 + (12 * depth), 110 + (150 * depth),
                Ink.Mix(deep, shallow, depth * 0.7f), Ink.Mix(palette.Low, SKColors.White, 0.5f), depth);
        }
        Waters.Glitter(easel, dice.Split(), palette, horizon, sun.X, edge - 30);

        var sand = Ink.Mix(Ink.Hex(0xf0d3a0), palette.Near, scene.Dark ? 0.62f : 0.06f);
        var salt = dice.Next();
        ReadOnlySpan<(float Offset, SKColor Color)> lines =
            [(-20, SKColors.White.Fade(0.35f)), (-10, Ink.Mix(SKColors.White, palette.Low, 0.2f)), (2, Ink.Mix(sand, deep, 0.4f)), (26, sand)];
        foreach (var (offset, color) in lines)
            Land.Hill(easel, new Contour(new Dice(salt), edge + offset, 26, 760), color, color.Darker(0.2f), offset > 0 ? 0.5f : 0f);
        var right = dice.Chance(0.5f);
        for (var i = 0; i < 2; i++)
            Plants.Palm(easel, dice.Split(), easel.Width * (right == (i == 0) ? 0.9f : 0.08f), easel.Height * (i == 0 ? 0.97f : 0.88f),
                MathF.Min(easel.Height, 1500) * (i == 0 ? 0.62f : 0.36f), right == (i == 0),
                    Ink.Mix(palette.Near, Ink.Hex(0x2f6b4a), scene.Dark ? 0.12f : 0.42f), Ink.Mix(palette.Near, Ink.Hex(0x7a5535), 0.45f));
    }
}
