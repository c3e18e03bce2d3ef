using SkiaSharp;

namespace Iris.Sandbox.Painting;

/// <summary>What stands or blooms on a skyline, apart from firs.</summary>
internal static class Plants
{
    /// <summary>A few cacti.</summary>
    public static void Cacti(Easel easel, Dice dice, Contour line, float size, SKColor color)
    {
        for (var i = dice.Whole(1, 2); i >= 0; i--)
        {
            var x = easel.Width * (dice.Chance(0.5f) ? dice.Between(0.06f, 0.3f) : dice.Between(0.7f, 0.94f));
            var height = size * dice.Between(0.7f, 1.1f);
            var y = line.At(x) + (height * 0.08f);
            var w = height * 0.15f;
            easel.Bar(x - (w / 2), y - height, w, height, w / 2, color);
            Arm(easel, x, y - (height * 0.42f), height * 0.26f, height * 0.3f, w * 0.8f, color);
            Arm(easel, x, y - (height * 0.56f), -height * 0.23f, height * 0.22f, w * 0.8f, color);
        }
    }

    /// <summary>Round trees in loose groups.</summary>
    public static void Crowns(Easel easel, Dice dice, Contour line, float size, SKColor color, SKColor light)
    {
        var groups = Math.Clamp((int)(easel.Width / 420), 2, 30);
        for (var group = 0; group < groups; group++)
        {
            var x = easel.Width * (group + dice.Between(0.1f, 0.9f)) / groups;
            for (var i = dice.Whole(1, 3); i > 0; i--, x += dice.Between(30, 80))
                Land.Crown(easel, dice, x, line.At(x) + 6, size * dice.Between(0.7f, 1.2f), color, light);
        }
    }

    /// <summary>Poppies: many small ones far off, few big ones near.</summary>
    public static void Flowers(Easel easel, Scene scene, Dice dice, Contour line, float depth)
    {
        var petals = scene.Motif.Mood is { } mood ? mood.Paint() : scene.Palette.Accent;
        ReadOnlySpan<SKColor> colors = [petals, petals, Ink.Mix(petals, scene.Palette.Low, 0.35f), Ink.Mix(petals, SKColors.White, 0.6f)];
        var size = 3f + (17f * depth * depth);
        var count = (int)Math.Min(230, easel.Width / size * 0.9f);
        for (var i = 0; i < count; i++)
        {
            var x = dice.Between(0, easel.Width);
            var y = line.At(x) + 8 + (dice.Unit() * (70 + (190 * depth)));
            var r = size * dice.Between(0.7f, 1.25f);
            var color = dice.Pick(colors);
            if (r > 7)
                easel.Line(x, y, x + (r * 0.3f), y + (r * 3.4f), r * 0.2f, scene.Palette.Near.Fade(0.8f));
            easel.Disc(x - (r * 0.52f), y, r * 0.6f, color.Darker(0.16f));
            easel.Disc(x + (r * 0.52f), y, r * 0.6f, color.Darker(0.16f));
            easel.Disc(x, y - (r * 0.42f), r * 0.66f, color.Darker(0.05f));
            easel.Oval(x, y + (r * 0.3f), r * 0.82f, r * 0.55f, color);
            if (r > 7)
                easel.Disc(x, y, r * 0.22f, scene.Palette.Near);
        }
    }

    private static void Arm(Easel easel, float x, float y, float out_, float up, float w, SKColor color)
    {
        using var builder = new SKPathBuilder();
        builder.MoveTo(x, y);
        builder.LineTo(x + (out_ * 0.6f), y);
        builder.QuadTo(x + out_, y, x + out_, y - (up * 0.4f));
        builder.LineTo(x + out_, y - up);
        using var path = builder.Detach();
        easel.Trace(path, w, color);
    }
}
