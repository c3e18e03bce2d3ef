using SkiaSharp;

namespace Iris.Sandbox.Painting.Places;

/// <summary>Below the surface: rays of light, rocks, corals, weeds, bubbles.</summary>
internal static class Reef
{
    /// <summary>Draws it.</summary>
    public static void Draw(Easel easel, Scene scene, Dice dice)
    {
        var palette = scene.Palette;
        var share = scene.Motif.Mood is null ? 0.2f : 0.85f;
        var light = Ink.Mix(Ink.Hex(scene.Dark ? 0x2c7fa0u : 0x8fe3e0u), palette.Low, share);
        var water = Ink.Mix(Ink.Hex(scene.Dark ? 0x12406bu : 0x2a9cc0u), palette.Middle, share);
        var deep = Ink.Mix(Ink.Hex(scene.Dark ? 0x081a3au : 0x11487fu), palette.Near, share);
        if (!scene.Transparent)
        {
            easel.Wash(new SKRect(0, 0, easel.Width, easel.Height), [light, water, deep], [0f, 0.45f, 1f]);
            Rays(easel, dice.Split());
        }
        for (var row = 0; row < 3; row++)
        {
            var color = Ink.Mix(water, deep.Darker(0.25f), 0.35f + (0.3f * row));
            var line = new Contour(dice.Split(), easel.Height * (0.72f + (0.08f * row)), 70 - (16 * row), 420, 3);
            Land.Hill(easel, line, color, deep, 0.4f);
            if (row < 2)
                Weeds(easel, dice.Split(), line, 90 + (50 * row), Ink.Mix(color, Ink.Hex(0x2f9d72), 0.35f));
        }
        var sand = new Contour(dice.Split(), easel.Height * 0.9f, 22, 600);
        Land.Hill(easel, sand, Ink.Mix(Ink.Hex(0xe6cf9c), deep, scene.Dark ? 0.6f : 0.3f), deep, 0.3f);
        Corals(easel, dice.Split(), sand, [palette.Accent, Ink.Hex(0xff7f6b), Ink.Hex(0xf6b352), Ink.Hex(0xd06bb0)]);
        Shoal(easel, dice.Split(), Ink.Mix(light, deep, 0.55f));
        for (var i = (int)Math.Min(160, 36 * easel.Width * easel.Height / 1e6f); i > 0; i--)
        {
            float x = dice.Between(0, easel.Width), y = dice.Between(0, easel.Height * 0.9f), r = 3 + (11 * dice.Unit() * dice.Unit());
            easel.Disc(x, y, r, SKColors.White.Fade(0.22f));
            easel.Disc(x - (r * 0.3f), y - (r * 0.3f), r * 0.3f, SKColors.White.Fade(0.6f));
        }
    }

    private static void Rays(Easel easel, Dice dice)
    {
        for (var i = 0; i < 6; i++)
        {
            float x = easel.Width * (i + dice.Unit()) / 6, spread = dice.Between(40, 110), lean = dice.Between(-160, 160);
            using var builder = new SKPathBuilder();
            builder.MoveTo(x - (spread * 0.35f), -10);
            builder.LineTo(x + (spread * 0.35f), -10);
            builder.LineTo(x + lean + spread, easel.Height * 0.8f);
            builder.LineTo(x + lean - spread, easel.Height * 0.8f);
            builder.Close();
            using var ray = builder.Detach();
            easel.Fill(ray, SKColors.White.Fade(0.24f), SKColors.White.Fade(0f), 0, easel.Height * 0.8f);
        }
    }

    private static void Weeds(Easel easel, Dice dice, Contour line, float size, SKColor color)
    {
        var count = Math.Clamp((int)(easel.Width / 70), 6, 60);
        for (var i = 0; i < count; i++)
        {
            float x = easel.Width * (i + dice.Unit()) / count, y = line.At(x) + 8, height = size * dice.Between(0.5f, 1.3f),
                sway = dice.Between(12, 30);
            using var weed = SKPath.ParseSvgPathData($"M{x:0.#},{y:0.#} q{sway:0.#},{-height / 4:0.#} 0,{-height / 2:0.#} t0,{-height / 2:0.#}");
            easel.Trace(weed, 7, color);
        }
    }

    private static void Corals(Easel easel, Dice dice, Contour line, ReadOnlySpan<SKColor> colors)
    {
        var count = Math.Clamp((int)(easel.Width / 130), 6, 40);
        for (var i = 0; i < count; i++)
        {
            var x = easel.Width * (i + dice.Between(0.1f, 0.9f)) / count;
            // The middle belongs to whoever swims there.
            var size = 46 + (64 * MathF.Abs((x / easel.Width * 2) - 1));
            var color = Ink.Mix(dice.Pick(colors), Ink.Hex(0x1d4a80), 0.22f);
            if (dice.Chance(0.35f))
                easel.Disc(x, line.At(x) + 4, size * 0.34f, color.Darker(0.15f));
            else
                Branch(easel, dice, x, line.At(x) + 10, -90, size * 0.62f, size * 0.15f, color, 3);
        }
    }

    private static void Branch(Easel easel, Dice dice, float x, float y, float angle, float length, float thickness, SKColor color, int depth)
    {
        var turn = angle * MathF.PI / 180;
        float toX = x + (length * MathF.Cos(turn)), toY = y + (length * MathF.Sin(turn));
        easel.Line(x, y, toX, toY, thickness, color);
        if (depth == 0)
            return;
        for (var side = -1; side <= 1; side += 2)
            Branch(easel, dice, toX, toY, angle + (side * dice.Between(18, 38)), length * 0.74f, thickness * 0.8f, color, depth - 1);
    }

    private static void Shoal(Easel easel, Dice dice, SKColor color)
    {
        float x = easel.Width * dice.Between(0.12f, 0.3f), y = easel.Height * dice.Between(0.18f, 0.34f);
        for (var i = 0; i < 9; i++)
        {
            float at = x + dice.Between(-110, 110), height = y + dice.Between(-70, 70), size = dice.Between(9, 15);
            easel.Oval(at, height, size, size * 0.42f, color);
            easel.Svg($"M{at - (size * 0.8f)},{height} l{-size * 0.7f},{-size * 0.45f} l0,{size * 0.9f} Z", color);
        }
    }
}
