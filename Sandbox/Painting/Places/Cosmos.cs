using Iris.Sandbox.Painting.Words;
using SkiaSharp;

namespace Iris.Sandbox.Painting.Places;

/// <summary>Planets, rings and a field of stars.</summary>
internal static class Cosmos
{
    /// <summary>A banded planet with a ring, a moon or two, the rim of another world below.</summary>
    public static void Draw(Easel easel, Scene scene, Dice dice)
    {
        var palette = scene.Palette;
        if (!scene.Transparent)
            Background(easel, palette, dice.Split());
        var side = dice.Chance(0.5f);
        var x = easel.Width * (scene.Motif.Subject == Subject.None ? dice.Between(0.42f, 0.58f) : side ? 0.26f : 0.74f);
        var y = easel.Height * dice.Between(0.34f, 0.44f);
        var radius = scene.Motif.Subject == Subject.None ? dice.Between(190, 250) : dice.Between(130, 165);
        var body = scene.Motif.Mood?.Paint()
            ?? dice.Pick<SKColor>([palette.Accent, Ink.Hex(0xe9a15b), Ink.Hex(0xd96c75), Ink.Hex(0x6fb7c9), Ink.Hex(0xb79ce0)]);
        Ringed(easel, dice.Split(), x, y, radius, body, palette);
        for (var i = dice.Whole(1, 3); i > 0; i--)
        {
            float mx = easel.Width * dice.Between(0.08f, 0.92f), my = easel.Height * dice.Between(0.08f, 0.62f), r = dice.Between(16, 48);
            if (MathF.Abs(mx - x) + MathF.Abs(my - y) < radius * 2.1f)
                continue;
            Ball(easel, dice, mx, my, r, Ink.Mix(palette.Orb, palette.Middle, dice.Between(0.1f, 0.5f)), 0);
        }
        Rim(easel, palette, dice.Split());
    }

    private static void Background(Easel easel, Palette palette, Dice dice)
    {
        easel.Wash(new SKRect(0, 0, easel.Width, easel.Height),
            [palette.High.Darker(0.25f), palette.High, Ink.Mix(palette.High, palette.Middle, 0.75f)]);
        for (var i = 0; i < 9; i++)
        {
            var color = dice.Pick<SKColor>([palette.Middle, palette.Low, palette.Accent]);
            var share = i / 8f;
            easel.Glow(easel.Width * share, easel.Height * (0.72f - (0.5f * share) + dice.Between(-0.14f, 0.14f)), dice.Between(240, 460),
                color.Fade(dice.Between(0.1f, 0.26f)));
        }
        Sky.Stars(easel, dice, easel.Height * 1.6f, (int)Math.Min(620, 360 * easel.Width * easel.Height / 1e6f));
    }

    private static void Ringed(Easel easel, Dice dice, float x, float y, float radius, SKColor body, Palette palette)
    {
        var tilt = dice.Between(-28, 28);
        var ring = Ink.Mix(body, palette.Orb, 0.6f);
        easel.Glow(x, y, radius * 1.9f, body.Fade(0.3f));
        Ring(easel, x, y, radius, tilt, ring, new SKRect(-9999, -9999, 9999, 0));
        Ball(easel, dice, x, y, radius, body, tilt);
        Ring(easel, x, y, radius, tilt, ring, new SKRect(-9999, 0, 9999, 9999));
    }

    /// <summary>One half of the ring, so that the planet can stand between the two.</summary>
    private static void Ring(Easel easel, float x, float y, float radius, float tilt, SKColor color, SKRect half)
    {
        easel.Canvas.Save();
        easel.Canvas.Translate(x, y);
        easel.Canvas.RotateDegrees(tilt);
        easel.Canvas.ClipRect(half);
        ReadOnlySpan<(float Size, float Width, float Opacity)> bands = [(1.42f, 0.13f, 0.85f), (1.62f, 0.09f, 0.6f), (1.77f, 0.04f, 0.8f)];
        foreach (var (size, width, opacity) in bands)
        {
            using var builder = new SKPathBuilder();
            builder.AddOval(new SKRect(-radius * size, -radius * size * 0.24f, radius * size, radius * size * 0.24f));
            using var path = builder.Detach();
            easel.Trace(path, radius * width * 0.6f, color.Fade(opacity));
        }
        easel.Canvas.Restore();
    }

    private static void Ball(Easel easel, Dice dice, float x, float y, float radius, SKColor color, float tilt)
    {
        using var builder = new SKPathBuilder();
        builder.AddCircle(x, y, radius);
        using var disc = builder.Detach();
        easel.Inside(disc, inside =>
        {
            inside.Disc(x, y, radius, color);
            inside.Canvas.RotateDegrees(tilt, x, y);
            for (var band = 0; band < 7; band++)
            {
                var top = y - radius + (radius * 2 * band / 7f);
                inside.Oval(x, top + dice.Between(0, radius * 0.2f), radius * 1.5f, radius * dice.Between(0.05f, 0.14f),
                    (band % 2 == 0 ? color.Lighter(0.3f) : color.Darker(0.22f)).Fade(0.5f));
            }
            inside.Canvas.RotateDegrees(-tilt, x, y);
            inside.Disc(x - (radius * 0.4f), y - (radius * 0.4f), radius * 1.02f, color.Lighter(0.35f).Fade(0.25f));
            using var night = Crescent(x, y, radius);
            inside.Fill(night, SKColors.Black.Fade(0.42f));
        });
    }

    /// <summary>The planet's night side: the disc less a disc moved towards the light.</summary>
    private static SKPath Crescent(float x, float y, float radius)
    {
        using var builder = new SKPathBuilder();
        builder.FillType = SKPathFillType.EvenOdd;
        builder.AddCircle(x, y, radius * 1.6f);
        builder.AddCircle(x - (radius * 0.34f), y - (radius * 0.3f), radius * 1.06f);
        return builder.Detach();
    }

    private static void Rim(Easel easel, Palette palette, Dice dice)
    {
        var line = new Contour(dice.Split(), easel.Height * 0.84f, 40, 460, 3, true);
        Land.Hill(easel, line, Ink.Mix(palette.Far, palette.Near, 0.25f), palette.Near, 0.8f);
        var near = new Contour(dice.Split(), easel.Height * 0.93f, 34, 300, 3, true);
        Land.Hill(easel, near, palette.Near, palette.Near.Darker(0.3f), 1f);
    }
}
