using SkiaSharp;

namespace Iris.Sandbox.Painting.Places;

/// <summary>A skyline over water.</summary>
internal static class Towers
{
    /// <summary>Three rows of towers and their reflection.</summary>
    public static void Draw(Easel easel, Scene scene, Dice dice)
    {
        var quay = easel.Height * dice.Between(0.72f, 0.78f);
        var sun = Sky.Draw(easel, scene, dice.Split(), quay);
        var reach = MathF.Min(quay, 1500);
        for (var row = 0; row < 3; row++)
        {
            var depth = 0.12f + (0.36f * row);
            Row(easel, scene, dice.Split(), quay, reach * (0.6f - (0.14f * row)), depth, row);
            if (!scene.Transparent)
                easel.Wash(new SKRect(0, quay - (reach * 0.5f), easel.Width, quay),
                    [scene.Palette.Low.Fade(0f), scene.Palette.Low.Fade(0.32f - (0.1f * row))]);
        }
        Waters.Still(easel, scene, dice.Split(), quay, sun);
    }

    private static void Row(Easel easel, Scene scene, Dice dice, float quay, float tallest, float depth, int row)
    {
        var wall = scene.Palette.Land(depth);
        var x = -dice.Between(0, 40);
        for (var i = 0; x < easel.Width && i < 130; i++)
        {
            var width = dice.Between(52, 104) * (0.8f + (0.2f * row));
            // Taller towards the middle, as downtown is.
            var middle = 1f - MathF.Abs(((x + (width / 2)) / easel.Width * 2f) - 1f);
            var height = tallest * (0.3f + (0.7f * middle)) * dice.Between(0.5f, 1f);
            Tower(easel, scene, dice, x, quay, width, height, wall, row);
            x += width + dice.Between(-4, 16);
        }
    }

    private static void Tower(Easel easel, Scene scene, Dice dice, float x, float quay, float width, float height, SKColor wall, int row)
    {
        var top = quay - height;
        easel.Bar(x, top, width, height, 0, wall);
        easel.Bar(x + (width * 0.62f), top, width * 0.38f, height, 0, SKColors.Black.Fade(0.16f));
        switch (dice.Whole(0, 5))
        {
            case 0:
                easel.Line(x + (width / 2), top, x + (width / 2), top - (height * 0.2f), 3, wall);
                break;
            case 1:
                easel.Svg($"M{x},{top} L{x + width},{top} L{x + width},{top - (width * 0.5f)} Z", wall);
                break;
            case 2:
                easel.Bar(x + (width * 0.2f), top - (width * 0.3f), width * 0.6f, width * 0.32f, 0, wall);
                easel.Bar(x + (width * 0.38f), top - (width * 0.55f), width * 0.24f, width * 0.3f, 0, wall);
                break;
            case 3:
                easel.Svg($"M{x},{top} Q{x + (width / 2)},{top - width} {x + width},{top} Z", wall);
                break;
        }
        Windows(easel, scene, dice, x, top, width, height, row);
    }

    private static void Windows(Easel easel, Scene scene, Dice dice, float x, float top, float width, float height, int row)
    {
        var lit = Ink.Mix(scene.Palette.Accent, Ink.Hex(0xffe3a0), 0.55f);
        var share = scene.Dark || scene.Hour == Hour.Dusk ? 0.42f : 0.14f;
        var columns = Math.Max(2, (int)(width / 17));
        var pitch = (width - 8) / columns;
        for (var y = top + 14; y < top + height - 16; y += 21)
        {
            for (var column = 0; column < columns; column++)
            {
                var glow = dice.Chance(share);
                if (!glow && dice.Chance(0.5f))
                    continue;
                easel.Bar(x + 4 + (pitch * (column + 0.22f)), y, pitch * 0.56f, 10, 0,
                    glow ? lit.Fade(0.45f + (0.22f * row)) : SKColors.Black.Fade(0.14f));
            }
        }
    }
}
