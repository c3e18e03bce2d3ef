using SkiaSharp;

namespace Iris.Sandbox.Painting.Places;

/// <summary>The plants on a skyline, apart from firs.</summary>
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

    /// <summary>Broad trees along a skyline, in green, in the colours of autumn, or in blossom.</summary>
    public static void Grove(Easel easel, Scene scene, Dice dice, Contour line, float size, float depth, float density, bool framing = false)
    {
        var palette = scene.Palette;
        ReadOnlySpan<uint> leaves = scene.Motif.Blossom ? [0xf4b3c8, 0xf09ab8, 0xf9d3de] : scene.Hour == Hour.Dusk ? [0xd9722e, 0xe3a33a, 0xb5482f]
            : [0x5d8f4e, 0x7fa656, 0x47784f];
        var share = scene.Motif.Mood is not null ? 0f : (scene.Dark ? 0.2f : 0.45f) + (scene.Motif.Blossom ? 0.35f : 0.25f * depth);
        var count = Math.Clamp((int)(easel.Width / size * density), 3, 90);
        for (var i = 0; i < count; i++)
        {
            var at = (i + dice.Between(0.1f, 0.9f)) / count;
            if (framing && MathF.Abs((at * 2) - 1) < 0.6f)
                continue;
            var height = size * dice.Between(0.75f, 1.15f);
            var color = Ink.Mix(palette.Land(depth), Ink.Hex(dice.Pick(leaves)), share);
            Land.Crown(easel, dice, at * easel.Width, line.At(at * easel.Width) + (height * 0.06f), height, color, palette.Low);
        }
    }

    /// <summary>Reeds at the sides of a bank.</summary>
    public static void Reeds(Easel easel, Dice dice, Contour line, SKColor color)
    {
        var count = Math.Clamp((int)(easel.Width / 26), 24, 120);
        for (var i = 0; i < count; i++)
        {
            var at = dice.Unit();
            if (MathF.Abs((at * 2) - 1) < 0.5f)
                continue;
            float x = at * easel.Width, y = line.At(x) + 20, height = dice.Between(70, 190), lean = dice.Between(-24, 24);
            easel.Line(x, y, x + lean, y - height, 3.2f, color);
            if (i % 3 == 0)
                easel.Oval(x + lean, y - height, 6, 20, Ink.Mix(color, Ink.Hex(0x7a4a2b), 0.5f));
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

    /// <summary>A palm that leans, with its foot at (<paramref name="x"/>, <paramref name="y"/>).</summary>
    public static void Palm(Easel easel, Dice dice, float x, float y, float height, bool leansLeft, SKColor leaves, SKColor bark)
    {
        var lean = height * dice.Between(0.1f, 0.26f) * (leansLeft ? -1 : 1);
        float topX = x + lean, topY = y - height, w = height * 0.03f;
        easel.Svg($"M{x - w},{y} Q{x + (lean * 0.15f) - w},{y - (height * 0.55f)} {topX - (w * 0.4f)},{topY} L{topX + (w * 0.4f)},{topY} Q{x + (lean * 0.15f) + w},{y - (height * 0.55f)} {x + w},{y} Z", bark);
        for (var i = 0; i < 8; i++)
        {
            // From one side over the top to the other; the outer fronds hang.
            var turn = (-200 + (220 * i / 7f) + dice.Between(-6, 6)) * MathF.PI / 180;
            var length = height * dice.Between(0.34f, 0.44f);
            float endX = topX + (length * MathF.Cos(turn)), endY = topY + (length * 0.62f * MathF.Sin(turn)) + (length * 0.34f);
            float bowX = topX + (length * 0.55f * MathF.Cos(turn)), bowY = topY + (length * 0.62f * MathF.Sin(turn)) - (length * 0.16f);
            easel.Svg($"M{topX},{topY} Q{bowX},{bowY} {endX},{endY} Q{bowX},{bowY + (length * 0.3f)} {topX},{topY + (w * 0.8f)} Z", i % 2 == 0 ? leaves : leaves.Lighter(0.09f));
        }
    }

    /// <summary>A pot with long leaves, its foot at (<paramref name="x"/>, <paramref name="y"/>).</summary>
    public static void Potted(Easel easel, Dice dice, float x, float y, float height, SKColor leaves, SKColor pot)
    {
        for (var i = 0; i < 7; i++)
        {
            float bend = ((i - 3) * height * 0.14f) + dice.Between(-8, 8),
                reach = height * (1f - (0.07f * MathF.Abs(i - 3))) - (height * 0.05f * dice.Unit());
            easel.Svg($"M{x - 5},{y - (height * 0.28f)} Q{x + (bend * 0.2f) - 16},{y - (reach * 0.7f)} {x + bend},{y - reach} Q{x + (bend * 0.4f) + 16},{y - (reach * 0.6f)} {x + 5},{y - (height * 0.28f)} Z", i % 2 == 0 ? leaves : leaves.Lighter(0.12f));
        }
        easel.Oval(x, y, height * 0.2f, height * 0.03f, SKColors.Black.Fade(0.2f));
        easel.Svg($"M{x - (height * 0.17f)},{y - (height * 0.3f)} L{x + (height * 0.17f)},{y - (height * 0.3f)} L{x + (height * 0.12f)},{y} L{x - (height * 0.12f)},{y} Z", pot);
        easel.Svg($"M{x + (height * 0.04f)},{y - (height * 0.3f)} L{x + (height * 0.17f)},{y - (height * 0.3f)} L{x + (height * 0.12f)},{y} L{x + (height * 0.02f)},{y} Z", SKColors.Black.Fade(0.13f));
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
