using SkiaSharp;

namespace Iris.Sandbox.Painting.Places;

/// <summary>A cherry tree's branches that reach into the picture from above, and petals in the wind.</summary>
internal static class Blossoms
{
    private static readonly SKColor[] Petals = [Ink.Hex(0xf7b8cb), Ink.Hex(0xfcd9e3), Ink.Hex(0xf093b0)];

    /// <summary>Draws them.</summary>
    public static void Draw(Easel easel, Dice dice)
    {
        easel.At(-20, -10, 1, false, left => Branch(left, dice.Split()));
        if (easel.Width > 900)
            easel.At(easel.Width + 20, -10, 0.72f, true, right => Branch(right, dice.Split()));
        for (var i = (int)Math.Min(260, 46 * easel.Width * easel.Height / 1e6f); i > 0; i--)
        {
            easel.Canvas.Save();
            easel.Canvas.Translate(dice.Between(0, easel.Width), dice.Between(0, easel.Height));
            easel.Canvas.RotateDegrees(dice.Between(0, 180));
            easel.Oval(0, 0, 8, 4.4f, dice.Pick<SKColor>(Petals).Fade(0.9f));
            easel.Canvas.Restore();
        }
    }

    private static void Branch(Easel easel, Dice dice)
    {
        var bark = Ink.Hex(0x4a2f33);
        ReadOnlySpan<(string Path, float Width)> twigs =
            [("M0,40 C120,70 230,90 420,60", 17), ("M120,72 C180,120 230,170 270,230", 9), ("M230,82 C290,120 350,140 400,170", 8), ("M40,50 C70,120 80,170 100,240", 10)];
        foreach (var (data, width) in twigs)
        {
            using var twig = SKPath.ParseSvgPathData(data);
            easel.Trace(twig, width, bark);
            using var measure = new SKPathMeasure(twig);
            for (var at = measure.Length * 0.2f; at < measure.Length + 20; at += dice.Between(17, 30))
            {
                var point = measure.GetPosition(Math.Min(at, measure.Length));
                Bloom(easel, dice, point.X + dice.Between(-26, 26), point.Y + dice.Between(-26, 26), dice.Between(15, 25));
            }
        }
    }

    private static void Bloom(Easel easel, Dice dice, float x, float y, float size)
    {
        var color = dice.Pick<SKColor>(Petals);
        var turn = dice.Between(0, 72);
        for (var i = 0; i < 5; i++)
        {
            var angle = (turn + (72 * i)) * MathF.PI / 180;
            easel.Disc(x + (size * 0.55f * MathF.Cos(angle)), y + (size * 0.55f * MathF.Sin(angle)), size * 0.52f, i % 2 == 0
                ? color
                : color.Lighter(0.18f));
        }
        easel.Disc(x, y, size * 0.26f, Ink.Hex(0xc9486f));
    }
}
