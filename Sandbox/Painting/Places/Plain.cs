using SkiaSharp;

namespace Iris.Sandbox.Painting.Places;

/// <summary>The savanna: grass to the horizon and acacias.</summary>
internal static class Plain
{
    /// <summary>Draws it.</summary>
    public static void Draw(Easel easel, Scene scene, Dice dice)
    {
        var palette = scene.Palette;
        var horizon = easel.Height * dice.Between(0.58f, 0.64f);
        var sun = Sky.Draw(easel, scene, dice.Split(), horizon);
        Land.Hill(easel, new Contour(dice.Split(), horizon - 14, 30, 620), palette.Land(0.12f), palette.Low, 0.5f);
        var grass = scene.Motif.Snow ? palette.Snow(0.25f) : scene.Motif.Mood is null
            ? Ink.Mix(Ink.Hex(0xd8a043), palette.Far, scene.Dark ? 0.68f : 0.22f) : palette.Far;
        var bark = Ink.Mix(palette.Near, Ink.Hex(0x4a2f25), 0.3f);
        const int Rows = 3;
        for (var row = 0; row < Rows; row++)
        {
            var depth = row / (Rows - 1f);
            var line = new Contour(dice.Split(), horizon + 12 + ((easel.Height - horizon) * 0.62f * depth * depth), 14 + (10 * depth), 560);
            Trees(easel, dice.Split(), line, 120 + (240 * depth), Ink.Mix(palette.Land(0.35f + (0.4f * depth)), bark, 0.5f),
                Ink.Mix(palette.Land(0.3f + (0.5f * depth)), Ink.Hex(0x4f6b35), scene.Dark ? 0.12f : 0.4f), row, sun.X);
            Land.Hill(easel, line, Ink.Mix(Ink.Mix(grass, palette.Low, 0.4f * (1 - depth)), palette.Near, 0.28f * depth), palette.Near, 0.3f);
            Tufts(easel, dice.Split(), line, 12 + (30 * depth), Ink.Mix(grass, palette.Near, 0.3f + (0.3f * depth)));
        }
    }

    private static void Trees(Easel easel, Dice dice, Contour line, float size, SKColor bark, SKColor leaves, int row, float light)
    {
        var count = Math.Clamp((int)(easel.Width / (size * 3.4f)), 1, 14);
        for (var i = 0; i < count; i++)
        {
            var share = (i + dice.Between(0.2f, 0.8f)) / count;
            // The nearest frame the picture and leave its middle open.
            if (row == 2)
                share = light > easel.Width / 2 ? dice.Between(0.04f, 0.16f) : dice.Between(0.84f, 0.96f);
            Acacia(easel, dice, share * easel.Width, line.At(share * easel.Width) + 6, size * dice.Between(0.8f, 1.15f), bark, leaves);
            if (row == 2)
                return;
        }
    }

    private static void Acacia(Easel easel, Dice dice, float x, float y, float height, SKColor bark, SKColor leaves)
    {
        var lean = dice.Between(-0.12f, 0.12f) * height;
        float fork = y - (height * 0.45f), top = y - (height * 0.82f);
        easel.Line(x, y, x + lean, fork, height * 0.07f, bark);
        for (var i = -2; i <= 2; i++)
            easel.Line(x + lean, fork, x + lean + (i * height * 0.2f), top, height * 0.035f, bark);
        for (var i = 0; i < 5; i++)
            easel.Oval(x + lean + ((i - 2) * height * 0.2f), top - (height * dice.Between(0f, 0.06f)), height * dice.Between(0.24f, 0.32f),
                height * 0.075f, i % 2 == 0 ? leaves : leaves.Lighter(0.1f));
        easel.Oval(x + lean, top - (height * 0.1f), height * 0.34f, height * 0.07f, leaves.Lighter(0.16f));
    }

    private static void Tufts(Easel easel, Dice dice, Contour line, float size, SKColor color)
    {
        var count = Math.Clamp((int)(easel.Width / (size * 1.1f)), 12, 170);
        for (var i = 0; i < count; i++)
        {
            float x = dice.Between(0, easel.Width), y = line.At(x) + dice.Between(size * 0.3f, size * 4.5f);
            for (var blade = -1; blade <= 1; blade++)
                easel.Line(x, y, x + (blade * size * 0.3f), y - (size * (blade == 0 ? 1f : 0.75f)), 1.4f + (size * 0.05f), color);
        }
    }
}
