using Iris.Sandbox.Painting.Words;
using SkiaSharp;

namespace Iris.Sandbox.Painting.Places;

/// <summary>The desert: rows of dunes, each with a lit and a shaded side that meet in a curved crest.</summary>
internal static class Dunes
{
    /// <summary>Far rocks, then four rows of dunes, bigger towards the viewer.</summary>
    public static void Draw(Easel easel, Scene scene, Dice dice)
    {
        var palette = scene.Palette;
        var horizon = easel.Height * dice.Between(0.54f, 0.6f);
        var sun = Sky.Draw(easel, scene, dice.Split(), horizon);
        var sand = Ink.Mix(palette.Far, scene.Motif.Mood is null ? Ink.Hex(0xe39a4c) : palette.Low, scene.Dark ? 0.28f : 0.66f);
        Land.Peaks(easel, scene, dice.Split(), horizon + 4, 110, 0.08f, sun.X, bare: true);

        const int Rows = 4;
        var room = easel.Height - horizon;
        for (var row = 0; row < Rows; row++)
        {
            var depth = (row + 1f) / Rows;
            var foot = horizon + (room * (0.06f + (1.06f * depth * depth)));
            var height = MathF.Min(room, 900) * (0.1f + (0.52f * depth * depth));
            Row(easel, palette, dice.Split(), foot, height, sun.X, sand, depth);
            if (row is 1 or 2 && scene.Motif.Subject == Subject.None)
                Plants.Cacti(easel, dice.Split(), new Contour(dice.Split(), foot - 6, 4, 300), 80 + (90 * depth), Ink.Mix(palette.Near, sand, 0.12f));
        }
    }

    private static void Row(Easel easel, Palette palette, Dice dice, float foot, float height, float light, SKColor sand, float depth)
    {
        var lit = Ink.Mix(sand, palette.Low, 0.5f * (1f - depth));
        var shaded = Ink.Mix(lit, palette.Near, 0.26f + (0.3f * depth));
        var ground = Ink.Mix(lit, shaded, 0.3f);
        var reach = height * 2.6f;
        var count = Math.Clamp((int)(easel.Width / (reach * 0.62f)) + 2, 2, 60);
        easel.Wash(new SKRect(0, foot - 1, easel.Width, easel.Height + 1), [ground, Ink.Mix(ground, palette.Near, 0.3f)]);
        for (var i = 0; i < count; i++)
        {
            var x = easel.Width * (i + dice.Between(0.15f, 0.85f)) / count;
            Dune(easel, x, foot, height * dice.Between(0.5f, 1f), reach * dice.Between(0.75f, 1.1f), x < light, lit, shaded, ground);
        }
    }

    private static void Dune(
        Easel easel, float x, float foot, float height, float reach, bool mirrored, SKColor lit, SKColor shaded, SKColor ground) =>
        easel.At(x, foot, 1, mirrored, local =>
        {
            using var outline = new SKPathBuilder();
            outline.MoveTo(-reach, 1);
            outline.CubicTo(-reach * 0.5f, 1, -reach * 0.24f, -height * 0.78f, 0, -height);
            outline.CubicTo(reach * 0.16f, -height * 0.98f, reach * 0.5f, 1, reach, 1);
            outline.Close();
            using var whole = outline.Detach();
            local.Fill(whole, lit, ground, -height, 0);
            using var lee = new SKPathBuilder();
            lee.MoveTo(0, -height);
            lee.CubicTo(reach * 0.16f, -height * 0.98f, reach * 0.5f, 1, reach, 1);
            lee.LineTo(reach * 0.12f, 1);
            lee.CubicTo(reach * 0.3f, -height * 0.3f, -reach * 0.2f, -height * 0.5f, 0, -height);
            lee.Close();
            using var side = lee.Detach();
            local.Fill(side, shaded, Ink.Mix(shaded, ground, 0.35f), -height, 0);
        });
}
