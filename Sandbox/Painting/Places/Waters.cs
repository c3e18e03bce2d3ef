using Iris.Sandbox.Painting.Words;
using SkiaSharp;

namespace Iris.Sandbox.Painting.Places;

/// <summary>Water: a mirror with streaks of light, or waves to the horizon.</summary>
internal static class Waters
{
    /// <summary>Still water below <paramref name="shore"/> that mirrors what has been drawn above.</summary>
    public static void Still(Easel easel, Scene scene, Dice dice, float shore, SKPoint sun)
    {
        var palette = scene.Palette;
        easel.Mirror(shore);
        var depth = Ink.Mix(palette.High, palette.Near, 0.3f);
        if (scene.Transparent)
            easel.Wash(new SKRect(0, shore, easel.Width, easel.Height), [palette.Middle.Fade(0.35f), depth.Fade(0.8f)]);
        else
            easel.Wash(new SKRect(0, shore, easel.Width, easel.Height), [palette.Low.Fade(0.12f), depth.Fade(0.42f), depth.Fade(0.82f)]);
        easel.Bar(0, shore - 1.5f, easel.Width, 3.5f, 0, palette.Low.Fade(0.6f));
        Glitter(easel, dice, palette, shore, sun.X, easel.Height);
        var streaks = (int)Math.Min(110, easel.Width / 18);
        for (var i = 0; i < streaks; i++)
        {
            var share = dice.Unit();
            var y = shore + 8 + ((easel.Height - shore) * share * share);
            var length = dice.Between(30, 130) * (0.5f + share);
            var x = dice.Between(-60, easel.Width);
            var tone = dice.Chance(0.5f) ? palette.Low.Fade(0.2f) : depth.Fade(0.32f);
            easel.Bar(x, y, length, 1.6f + (2.6f * share), 2, tone);
        }
    }

    /// <summary>The sea: rows of waves, the sun's path on them, an island.</summary>
    public static void Sea(Easel easel, Scene scene, Dice dice)
    {
        var palette = scene.Palette;
        var horizon = easel.Height * dice.Between(0.5f, 0.58f);
        var sun = Sky.Draw(easel, scene, dice.Split(), horizon);
        if (dice.Chance(0.6f) || scene.Motif.Subject == Subject.None)
            Island(easel, scene, dice.Split(), horizon, sun);
        var far = Ink.Mix(palette.Middle, palette.Low, 0.25f);
        var near = Ink.Mix(palette.High, palette.Near, 0.45f);
        easel.Wash(new SKRect(0, horizon, easel.Width, easel.Height), [far, Ink.Mix(far, near, 0.55f), near]);
        easel.Bar(0, horizon - 1, easel.Width, 2.5f, 0, palette.Orb.Fade(0.5f));
        const int Rows = 7;
        for (var row = 0; row < Rows; row++)
        {
            var depth = (row + 1f) / Rows;
            var y = horizon + ((easel.Height - horizon) * depth * MathF.Sqrt(depth) * 0.92f);
            Wave(easel, dice.Split(), y, 8 + (26 * depth), 90 + (240 * depth), Ink.Mix(far, near, depth), Ink.Mix(palette.Low, SKColors.White, 0.3f),
                depth);
        }
        Glitter(easel, dice.Split(), palette, horizon, sun.X, easel.Height * 0.93f);
    }

    /// <summary>A row of wave crests with a line of foam.</summary>
    public static void Wave(Easel easel, Dice dice, float y, float height, float length, SKColor color, SKColor foam, float depth)
    {
        using var builder = new SKPathBuilder();
        var x = -length * dice.Unit();
        builder.MoveTo(x, y);
        for (var i = 0; x < easel.Width + length && i < 90; i++)
        {
            var step = length * dice.Between(0.8f, 1.2f);
            builder.CubicTo(x + (step * 0.35f), y + (height * 0.5f), x + (step * 0.62f), y - (height * 0.75f), x + step, y);
            x += step;
        }
        using var crest = builder.Snapshot();
        builder.LineTo(x, easel.Height + 20);
        builder.LineTo(-length, easel.Height + 20);
        builder.LineTo(-length, y);
        builder.Close();
        using var body = builder.Detach();
        easel.Fill(body, color.Fade(0.55f), color.Fade(0.85f), y - height, y + (height * 4));
        easel.Trace(crest, 1.2f + (2.6f * depth), foam.Fade(0.25f + (0.3f * depth)));
    }

    /// <summary>The path of the sun or moon on the water.</summary>
    public static void Glitter(Easel easel, Dice dice, Palette palette, float top, float x, float bottom)
    {
        for (var i = 0; i < 46; i++)
        {
            var share = i / 46f;
            var y = top + 4 + ((bottom - top) * share);
            var width = (46 + (90 * share)) * dice.Between(0.3f, 1f);
            easel.Bar(x - (width / 2) + dice.Between(-30, 30) * (0.4f + share), y, width, 2.4f + (2.8f * share), 2.5f,
                palette.Orb.Fade(0.62f * (1 - (share * 0.85f))));
        }
    }

    /// <summary>An island on the horizon, away from the sun.</summary>
    public static void Island(Easel easel, Scene scene, Dice dice, float horizon, SKPoint sun)
    {
        var x = easel.Width * (sun.X > easel.Width / 2 ? dice.Between(0.08f, 0.26f) : dice.Between(0.74f, 0.92f));
        for (var i = 0; i < 3; i++)
        {
            float width = dice.Between(120, 260), height = dice.Between(40, 120), left = x + dice.Between(-150, 80);
            using var builder = new SKPathBuilder();
            builder.MoveTo(left - width, horizon + 2);
            builder.CubicTo(left - (width * 0.4f), horizon - (height * 0.3f), left - (width * 0.3f), horizon - height, left, horizon - height);
            builder.CubicTo(left + (width * 0.35f), horizon - height, left + (width * 0.3f), horizon - (height * 0.2f), left + width, horizon + 2);
            builder.Close();
            using var path = builder.Detach();
            easel.Fill(path, scene.Palette.Land(0.15f + (0.16f * i)), Ink.Mix(scene.Palette.Land(0.1f + (0.1f * i)), scene.Palette.Low, 0.4f),
                horizon - height, horizon);
        }
    }
}
