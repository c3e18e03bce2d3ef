using SkiaSharp;

namespace Iris.Sandbox.Painting.Places;

/// <summary>Cultivated hills: fields in rows, cypresses, round trees, a farm.</summary>
internal static class Fields
{
    /// <summary>Draws it.</summary>
    public static void Draw(Easel easel, Scene scene, Dice dice)
    {
        var palette = scene.Palette;
        var horizon = easel.Height * dice.Between(0.48f, 0.56f);
        Sky.Draw(easel, scene, dice.Split(), horizon);
        Land.Hill(easel, new Contour(dice.Split(), horizon - 6, 44, 540), palette.Land(0.06f), palette.Low, 0.5f);
        ReadOnlySpan<uint> crops = [0x8fb15a, 0xd9b451, 0x6f9c58, 0xb9c36a, 0x9a7fb5];
        const int Rows = 5;
        var farm = dice.Whole(1, 2);
        for (var row = 0; row < Rows; row++)
        {
            var depth = row / (Rows - 1f);
            var salt = dice.Next();
            var y = horizon + 26 + ((easel.Height - horizon) * 0.72f * depth * MathF.Sqrt(depth));
            var line = new Contour(new Dice(salt), y, 36 + (16 * depth), 520 + (260 * depth));
            var crop = scene.Motif.Snow ? palette.Snow(0.34f - (0.06f * row))
                : scene.Motif.Mood is null
                    ? Ink.Mix(Ink.Hex(crops[(row + dice.Whole(0, 1)) % crops.Length]), palette.Far, scene.Dark ? 0.7f : 0.28f)
                    : palette.Land(0.2f + (0.4f * depth));
            var color = Ink.Mix(Ink.Mix(crop, palette.Low, 0.34f * (1 - depth)), palette.Near, 0.5f * depth * depth);
            Trees(easel, scene, dice.Split(), line, depth, row == farm);
            Land.Hill(easel, line, color, palette.Near, 0.26f);
            if (row is > 0 and < Rows - 1 && !scene.Motif.Snow)
                Furrows(easel, salt, y, 36 + (16 * depth), 520 + (260 * depth), depth, color.Darker(0.22f).Fade(0.4f));
        }
    }

    /// <summary>Lines that follow the hill's shape, closer together towards its top.</summary>
    private static void Furrows(Easel easel, ulong salt, float y, float swing, float wave, float depth, SKColor color)
    {
        for (var i = 1; i <= 5; i++)
        {
            var line = new Contour(new Dice(salt), y + (i * i * (3 + (5 * depth))), swing * (1 - (0.05f * i)), wave);
            using var builder = new SKPathBuilder();
            builder.MoveTo(-10, line.At(-10));
            for (var step = 0; step <= 60; step++)
                builder.LineTo(easel.Width * step / 60, line.At(easel.Width * step / 60));
            using var path = builder.Detach();
            easel.Trace(path, 1.5f + (2.5f * depth), color);
        }
    }

    private static void Trees(Easel easel, Scene scene, Dice dice, Contour line, float depth, bool farm)
    {
        var palette = scene.Palette;
        var green = Ink.Mix(palette.Land(0.35f + (0.4f * depth)), Ink.Hex(scene.Motif.Blossom ? 0xf2a7c0u : 0x3d6b45u), scene.Dark ? 0.18f
            : scene.Motif.Blossom ? 0.75f : 0.5f);
        if (farm)
        {
            var x = easel.Width * (dice.Chance(0.5f) ? dice.Between(0.16f, 0.3f) : dice.Between(0.7f, 0.84f));
            Farm(easel, scene, x, line.At(x) + 8, 46 + (50 * depth));
            for (var i = 0; i < 4; i++)
                Cypress(easel, x + 60 + (26 * i), line.At(x + 60 + (26 * i)) + 6, (66 + (90 * depth)) * dice.Between(0.8f, 1.2f), green.Darker(0.2f));
        }
        else if (depth is > 0 and < 0.9f)
        {
            Plants.Crowns(easel, dice, line, 56 + (70 * depth), green, palette.Low);
        }
    }

    private static void Farm(Easel easel, Scene scene, float x, float y, float size) => easel.At(x, y, size / 100, false, farm =>
    {
        var wall = Ink.Mix(Ink.Hex(0xf3e2c4), scene.Palette.Near, scene.Dark ? 0.55f : 0.12f);
        var roof = scene.Motif.Snow ? scene.Palette.Snow(0.1f) : Ink.Mix(Ink.Hex(0xc1553b), scene.Palette.Near, scene.Dark ? 0.5f : 0.14f);
        farm.Bar(-70, -58, 90, 62, 0, wall);
        farm.Bar(20, -44, 52, 48, 0, wall.Darker(0.16f));
        farm.Svg("M-80,-56 L-62,-92 L12,-92 L30,-56 Z", roof);
        farm.Svg("M16,-42 L24,-68 L66,-68 L80,-42 Z", roof.Darker(0.18f));
        var window = scene.Dark || scene.Hour == Hour.Dusk ? Ink.Hex(0xffd27a) : wall.Darker(0.5f);
        for (var i = 0; i < 3; i++)
            farm.Bar(-58 + (26 * i), -40, 13, 18, 0, window);
    });

    private static void Cypress(Easel easel, float x, float y, float height, SKColor color)
    {
        easel.At(x, y, height / 100, false, tree =>
        {
            tree.Svg("M0,2 C-16,-4 -17,-40 0,-100 C17,-40 16,-4 0,2 Z", color);
            tree.Svg("M0,2 C16,-4 17,-40 0,-100 Z", SKColors.Black.Fade(0.14f));
        });
    }
}
