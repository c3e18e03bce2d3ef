using SkiaSharp;

namespace Iris.Sandbox.Painting.Places;

/// <summary>Compositions without a place: flowing bands, or a grid of quarter circles.</summary>
internal static class Shapes
{
    /// <summary>Bands that flow over each other before a disc.</summary>
    public static void Bands(Easel easel, Scene scene, Dice dice)
    {
        var palette = scene.Palette;
        var paper = Ink.Mix(palette.Low, SKColors.White, scene.Dark ? 0f : 0.5f);
        if (!scene.Transparent)
            easel.Wash(new SKRect(0, 0, easel.Width, easel.Height), [paper, Ink.Mix(paper, palette.Middle, 0.35f)]);
        float x = easel.Width * dice.Between(0.35f, 0.65f), y = easel.Height * dice.Between(0.28f, 0.4f), radius = dice.Between(170, 240);
        if (!scene.Transparent)
            easel.Glow(x, y, radius * 2.4f, palette.Orb.Fade(0.5f));
        easel.Disc(x, y, radius, palette.Accent);
        easel.Disc(x - (radius * 0.25f), y - (radius * 0.25f), radius * 0.7f, palette.Orb.Fade(0.2f));
        const int Count = 9;
        var (wave, slant, turn) = (dice.Between(0.7f, 1.2f), dice.Between(-0.35f, 0.35f), dice.Between(0, 6.28f));
        for (var i = 0; i < Count; i++)
        {
            var depth = i / (Count - 1f);
            var top = easel.Height * (0.3f + (0.66f * depth));
            var swing = 150 - (60 * depth);
            using var builder = new SKPathBuilder();
            builder.MoveTo(-20, easel.Height + 20);
            for (var step = 0; step <= 90; step++)
            {
                var share = step / 90f;
                var height = top + (swing * MathF.Sin((share * 6.28f * wave) + turn + (depth * 1.7f))) + (slant * 400 * (share - 0.5f))
                    + (24 * MathF.Sin((share * 15f) + (depth * 5)));
                builder.LineTo((share * (easel.Width + 40)) - 20, height);
            }
            builder.LineTo(easel.Width + 20, easel.Height + 20);
            builder.Close();
            using var path = builder.Detach();
            var color = Ink.Mix(Ink.Mix(palette.Low, palette.Middle, Math.Min(1, depth * 2.2f)), palette.Near, depth * depth);
            color = i == 3 ? Ink.Mix(color, palette.Accent, 0.6f) : color;
            easel.Fill(path, color, Ink.Mix(color, palette.High, 0.4f), top - swing, top + 330);
        }
    }

    /// <summary>A grid of quarter circles, triangles and stripes.</summary>
    public static void Tiles(Easel easel, Scene scene, Dice dice)
    {
        var palette = scene.Palette;
        SKColor[] colors = [palette.High, palette.Accent, palette.Middle, palette.Low, palette.Near, palette.Far];
        var cell = dice.Pick<float>([200, 250, 333.4f]);
        int columns = (int)Math.Clamp(MathF.Round(easel.Width / cell), 1, 60), rows = (int)Math.Clamp(MathF.Round(easel.Height / cell), 1, 60);
        float w = easel.Width / columns, h = easel.Height / rows;
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var ground = dice.Whole(0, colors.Length - 1);
                var figure = colors[(ground + dice.Whole(1, colors.Length - 1)) % colors.Length];
                var second = colors[(ground + dice.Whole(1, colors.Length - 1)) % colors.Length];
                easel.Canvas.Save();
                easel.Canvas.ClipRect(new SKRect(column * w, row * h, (column + 1) * w, (row + 1) * h));
                if (!scene.Transparent)
                    easel.Bar(column * w - 1, row * h - 1, w + 2, h + 2, 0, colors[ground]);
                easel.Canvas.Translate((column + 0.5f) * w, (row + 0.5f) * h);
                easel.Canvas.Scale(w, h);
                easel.Canvas.RotateDegrees(90 * dice.Whole(0, 3));
                Tile(easel, dice.Whole(0, 6), figure, second, colors[ground]);
                easel.Canvas.Restore();
            }
        }
    }

    /// <summary>A figure in the unit square around the origin.</summary>
    private static void Tile(Easel easel, int kind, SKColor figure, SKColor second, SKColor ground)
    {
        switch (kind)
        {
            case 0:
                easel.Disc(-0.5f, -0.5f, 1f, figure);
                easel.Disc(-0.5f, -0.5f, 0.5f, second);
                break;
            case 1:
                easel.Disc(0, 0, 0.36f, figure);
                break;
            case 2:
                easel.Disc(-0.5f, 0, 0.5f, figure);
                easel.Disc(0.5f, 0, 0.5f, second);
                break;
            case 3:
                easel.Svg("M-0.5,-0.5 L0.5,-0.5 L-0.5,0.5 Z", figure);
                break;
            case 4:
                for (var i = 0; i < 4; i++)
                    easel.Disc(-0.5f, 0.5f, 1f - (0.25f * i), i % 2 == 0 ? figure : ground);
                break;
            case 5:
                easel.Svg("M-0.5,0.5 Q-0.5,-0.5 0.5,-0.5 Q0.5,0.5 -0.5,0.5 Z", figure);
                easel.Disc(0, 0, 0.16f, second);
                break;
            default:
                for (var i = 0; i < 4; i++)
                    easel.Bar(-0.5f, -0.5f + (0.25f * i), 1f, 0.125f, 0, figure);
                break;
        }
    }
}
