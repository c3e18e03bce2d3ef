using Iris.Sandbox.Painting.Words;
using SkiaSharp;

namespace Iris.Sandbox.Painting.Places;

/// <summary>A jungle: light in the middle, leaves that grow darker towards the viewer; or bamboo.</summary>
internal static class Thicket
{
    /// <summary>Draws it.</summary>
    public static void Draw(Easel easel, Scene scene, Dice dice)
    {
        var palette = scene.Palette;
        var share = scene.Motif.Mood is null ? 0.3f : 0.9f;
        var light = Ink.Mix(Ink.Hex(scene.Dark ? 0x3f7f7au : 0xe6f3c4u), palette.Low, share);
        var green = Ink.Mix(Ink.Hex(scene.Dark ? 0x17504fu : 0x6fb06au), palette.Far, share);
        var dark = Ink.Mix(Ink.Hex(scene.Dark ? 0x06191fu : 0x123f36u), palette.Near, share);
        if (!scene.Transparent)
        {
            easel.Wash(new SKRect(0, 0, easel.Width, easel.Height), [Ink.Mix(light, green, 0.45f), light, Ink.Mix(light, green, 0.6f)]);
            easel.Glow(easel.Width / 2, easel.Height * 0.36f, MathF.Min(easel.Height, 1200) * 0.62f, palette.Orb.Fade(scene.Dark ? 0.35f : 0.75f));
            easel.Disc(easel.Width / 2, easel.Height * 0.32f, scene.Dark ? 70 : 105, palette.Orb.Fade(0.85f));
        }
        if (scene.Motif.Subject == Subject.Panda || dice.Chance(0.25f))
            Bamboo(easel, dice.Split(), green, dark);
        else
            Palms(easel, dice.Split(), green, dark);
        Land.Hill(easel, new Contour(dice.Split(), easel.Height * 0.82f, 22, 520), scene.Motif.Snow
            ? palette.Snow(0.2f)
            : Ink.Mix(green, dark, 0.45f), dark, 0.6f);
        for (var layer = 0; layer < 3; layer++)
        {
            var color = Ink.Mix(green, dark, 0.35f + (0.28f * layer));
            Fan(easel, dice.Split(), -30 - (20 * layer), easel.Height * (0.8f + (0.07f * layer)), -60, color);
            Fan(easel, dice.Split(), easel.Width + 30 + (20 * layer), easel.Height * (0.8f + (0.07f * layer)), -120, color);
            if (layer == 0)
                continue;
            Fan(easel, dice.Split(), easel.Width * 0.04f, -40, 62, color);
            Fan(easel, dice.Split(), easel.Width * 0.96f, -40, 118, color);
        }
    }

    private static void Palms(Easel easel, Dice dice, SKColor green, SKColor dark)
    {
        var count = Math.Clamp((int)(easel.Width / 180), 4, 24);
        for (var i = 0; i < count; i++)
        {
            var depth = dice.Unit() * 0.5f;
            var color = Ink.Mix(green, dark, 0.12f + depth);
            Plants.Palm(easel, dice.Split(), easel.Width * (i + dice.Unit()) / count, easel.Height * 0.86f,
                MathF.Min(easel.Height, 1300) * dice.Between(0.36f, 0.66f), dice.Chance(0.5f), color, Ink.Mix(color, dark, 0.3f));
        }
    }

    private static void Bamboo(Easel easel, Dice dice, SKColor green, SKColor dark)
    {
        var count = Math.Clamp((int)(easel.Width / 44), 14, 90);
        for (var i = 0; i < count; i++)
        {
            var depth = i / (float)count;
            float x = dice.Between(0, easel.Width), width = 9 + (22 * depth * dice.Between(0.7f, 1f));
            if (depth > 0.45f && MathF.Abs((x / easel.Width) - 0.5f) < 0.24f)
                continue;
            var color = Ink.Mix(green, dark, 0.05f + (0.5f * depth * depth));
            easel.Bar(x, -10, width, easel.Height * 0.9f, 0, color);
            easel.Bar(x + (width * 0.6f), -10, width * 0.4f, easel.Height * 0.9f, 0, dark.Fade(0.16f));
            for (var y = dice.Between(0, 110); y < easel.Height * 0.86f; y += 110 + (30 * depth))
            {
                easel.Bar(x - 2, y, width + 4, 4, 2, color.Darker(0.3f));
                if (dice.Chance(0.3f))
                    Leaf(easel, x + (width / 2), y, dice.Between(-40, 220), 70 + (60 * depth), 0.13f, color.Darker(0.08f));
            }
        }
    }

    private static void Fan(Easel easel, Dice dice, float x, float y, float angle, SKColor color)
    {
        for (var i = 0; i < 6; i++)
            Leaf(easel, x, y, angle + ((i - 2.5f) * 24) + dice.Between(-8, 8), dice.Between(230, 340), 0.17f, i % 2 == 0
                ? color
                : color.Lighter(0.07f));
    }

    /// <summary>A long leaf with a rib, from its stem at a point in a direction in degrees.</summary>
    private static void Leaf(Easel easel, float x, float y, float angle, float length, float width, SKColor color)
    {
        easel.Canvas.Save();
        easel.Canvas.Translate(x, y);
        easel.Canvas.RotateDegrees(angle);
        easel.Canvas.Scale(length, length);
        easel.Svg($"M0,0 C0.3,{-width} 0.7,{-width} 1,0 C0.7,{width} 0.3,{width} 0,0 Z", color);
        easel.Svg($"M0,0 C0.3,{width} 0.7,{width} 1,0 Z", SKColors.Black.Fade(0.12f));
        easel.Canvas.Restore();
    }
}
