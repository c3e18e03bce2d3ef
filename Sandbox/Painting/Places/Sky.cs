using Iris.Sandbox.Painting.Words;
using SkiaSharp;

namespace Iris.Sandbox.Painting.Places;

/// <summary>The sky, and what hangs in it.</summary>
internal static class Sky
{
    /// <summary>Sky, stars or clouds, sun or moon, down to <paramref name="horizon"/>.</summary>
    public static SKPoint Draw(Easel easel, Scene scene, Dice dice, float horizon)
    {
        var palette = scene.Palette;
        // Subjects stand in the middle: the sun then stands behind their head like a halo, else off-centre by the rule of thirds.
        var x = scene.Motif.Subject is Subject.None or Subject.Balloon or Subject.Kite or Subject.House
            ? easel.Width * (dice.Chance(0.5f) ? dice.Between(0.26f, 0.38f) : dice.Between(0.62f, 0.74f))
            : easel.Width * dice.Between(0.46f, 0.54f);
        var low = scene.Hour is Hour.Dawn or Hour.Dusk;
        var sun = new SKPoint(x, horizon * (low ? dice.Between(0.62f, 0.82f) : dice.Between(0.3f, 0.48f)));
        var radius = scene.Dark ? dice.Between(58, 84) : dice.Between(80, 125);
        if (scene.Transparent)
            return sun;

        easel.Wash(new SKRect(0, 0, easel.Width, easel.Height), [palette.High, palette.Middle, palette.Low, palette.Low],
            [0f, 0.5f * horizon / easel.Height, horizon / easel.Height, 1f]);
        if (scene.Dark)
            Stars(easel, dice.Split(), horizon, (int)Math.Min(320, 150 * easel.Width * easel.Height / 1e6f));
        if (scene.Hour == Hour.Night && dice.Chance(0.35f))
            Aurora(easel, palette, dice.Split(), horizon);
        easel.Glow(sun.X, sun.Y, radius * 6f, palette.Orb.Fade(scene.Dark ? 0.22f : 0.5f));
        easel.Disc(sun.X, sun.Y, radius * 2.1f, palette.Orb.Fade(0.07f));
        easel.Disc(sun.X, sun.Y, radius * 1.5f, palette.Orb.Fade(0.1f));
        easel.Disc(sun.X, sun.Y, radius, palette.Orb);
        if (scene.Dark)
            Craters(easel, sun, radius, palette);
        Clouds(easel, scene, dice.Split(), horizon, sun, radius);
        if (!scene.Dark && dice.Chance(0.7f))
            Birds(easel, palette, dice.Split(), sun, horizon);
        return sun;
    }

    /// <summary>Stars, some of them with rays.</summary>
    public static void Stars(Easel easel, Dice dice, float bottom, int count)
    {
        for (var i = 0; i < count; i++)
        {
            float x = dice.Between(0, easel.Width), y = dice.Unit() * bottom * 0.95f, size = dice.Between(0.8f, 2.6f);
            var light = SKColors.White.Fade(dice.Between(0.35f, 0.95f) * (1f - (0.7f * y / bottom)));
            easel.Disc(x, y, size, light);
            if (i % 23 != 0)
                continue;
            var ray = size * 6f;
            using var spark = new SKPathBuilder();
            spark.MoveTo(x, y - ray);
            spark.QuadTo(x, y, x + ray, y);
            spark.QuadTo(x, y, x, y + ray);
            spark.QuadTo(x, y, x - ray, y);
            spark.QuadTo(x, y, x, y - ray);
            using var path = spark.Detach();
            easel.Fill(path, light);
        }
    }

    private static void Craters(Easel easel, SKPoint moon, float radius, Palette palette)
    {
        var shade = Ink.Mix(palette.Orb, palette.Middle, 0.3f).Fade(0.55f);
        easel.Disc(moon.X - (radius * 0.3f), moon.Y - (radius * 0.22f), radius * 0.24f, shade);
        easel.Disc(moon.X + (radius * 0.32f), moon.Y + (radius * 0.12f), radius * 0.17f, shade);
        easel.Disc(moon.X - (radius * 0.08f), moon.Y + (radius * 0.45f), radius * 0.13f, shade);
        easel.Disc(moon.X + (radius * 0.22f), moon.Y - (radius * 0.48f), radius * 0.1f, shade);
    }

    /// <summary>Clouds of stacked capsules, each drawn as one shape so that their overlaps do not show.</summary>
    private static void Clouds(Easel easel, Scene scene, Dice dice, float horizon, SKPoint sun, float radius)
    {
        var count = scene.Motif.Rain ? 7 : dice.Whole(2, 4);
        for (var i = 0; i < count; i++)
        {
            float x = dice.Between(0, easel.Width), y = horizon * dice.Between(0.08f, 0.72f), length = dice.Between(120, 330);
            using var cloud = new SKPathBuilder();
            for (var bar = dice.Whole(2, 4); bar > 0; bar--)
            {
                var height = dice.Between(15, 27);
                var left = x + dice.Between(-0.4f, 0.4f) * length;
                cloud.AddRoundRect(new SKRect(left, y, left + length, y + height), height / 2, height / 2);
                y += height * 0.94f;
                length *= dice.Between(0.6f, 1.1f);
            }
            using var path = cloud.Detach();
            path.FillType = SKPathFillType.Winding;
            // A veil before the disc would cut it in a straight line.
            var clear = path.Bounds;
            clear.Inflate(radius * 1.15f, radius * 1.15f);
            if (clear.Contains(sun))
                continue;
            var color = scene.Dark ? scene.Palette.Low.Fade(0.2f) : Ink.Mix(scene.Palette.Low, SKColors.White, 0.45f).Fade(dice.Between(0.32f, 0.6f));
            easel.Fill(path, color);
        }
    }

    private static void Aurora(Easel easel, Palette palette, Dice dice, float horizon)
    {
        for (var band = 0; band < 3; band++)
        {
            var line = new Contour(dice.Split(), horizon * (0.25f + (0.14f * band)), 90, 520);
            var color = Ink.Mix(band % 2 == 0 ? Ink.Hex(0x5dffc0) : Ink.Hex(0x9b7bff), palette.Low, 0.25f);
            using var path = Curtain(easel, line, 190);
            easel.Fill(path, color.Fade(0f), color.Fade(0.3f), horizon * 0.1f, horizon * (0.55f + (0.14f * band)));
        }
    }

    private static SKPath Curtain(Easel easel, Contour line, float drop)
    {
        using var builder = new SKPathBuilder();
        const int Steps = 80;
        builder.MoveTo(0, line.At(0) - drop);
        for (var i = 1; i <= Steps; i++)
            builder.LineTo(easel.Width * i / Steps, line.At(easel.Width * i / Steps) - drop);
        for (var i = Steps; i >= 0; i--)
            builder.LineTo(easel.Width * i / Steps, line.At(easel.Width * i / Steps));
        builder.Close();
        return builder.Detach();
    }

    private static void Birds(Easel easel, Palette palette, Dice dice, SKPoint sun, float horizon)
    {
        float x = sun.X + dice.Between(-240, 200), y = Math.Clamp(sun.Y - dice.Between(60, 200), 60, horizon);
        for (var i = dice.Whole(3, 7); i > 0; i--)
        {
            var span = dice.Between(10, 19);
            using var wings = new SKPathBuilder();
            wings.MoveTo(x - span, y - (span * 0.25f));
            wings.QuadTo(x - (span * 0.4f), y - (span * 0.6f), x, y);
            wings.QuadTo(x + (span * 0.4f), y - (span * 0.6f), x + span, y - (span * 0.25f));
            using var path = wings.Detach();
            easel.Trace(path, 2.6f, palette.Near.Fade(0.75f));
            x += dice.Between(22, 58);
            y += dice.Between(-26, 30);
        }
    }
}
