using SkiaSharp;

namespace Iris.Sandbox.Painting.Places;

/// <summary>Mountains, hills and what grows on them.</summary>
internal static class Land
{
    /// <summary>A row of peaks with a lit and a shaded flank, snow on top, standing on <paramref name="foot"/>.</summary>
    public static void Peaks(Easel easel, Scene scene, Dice dice, float foot, float tallest, float depth, float light, bool bare = false)
    {
        var palette = scene.Palette;
        var spacing = tallest * 1.15f;
        var count = Math.Clamp((int)(easel.Width / spacing) + 2, 2, 24);
        var lit = Ink.Mix(palette.Land(depth), palette.Low, 0.22f);
        var shaded = palette.Land(depth + 0.14f);
        for (var i = 0; i < count; i++)
        {
            var x = (easel.Width * (i + 0.5f) / count) + dice.Between(-0.36f, 0.36f) * spacing;
            var height = tallest * dice.Between(0.55f, 1f);
            Peak(easel, dice.Split(), x, foot, height, x < light, lit, shaded, palette, scene.Motif.Snow ? 0.62f : bare ? 0f : 0.34f);
        }
        // The feet of the peaks meet in one mass, so that no sky shows between this row and the next.
        easel.Wash(new SKRect(0, foot - 2, easel.Width, foot + tallest), [Ink.Mix(lit, shaded, 0.5f), Ink.Mix(shaded, palette.Low, 0.2f)]);
        // Haze gathers in the valleys and lifts the next row off this one.
        if (!scene.Transparent)
            easel.Wash(new SKRect(0, foot - (tallest * 0.6f), easel.Width, foot + tallest),
                [palette.Low.Fade(0f), palette.Low.Fade(0.6f), palette.Low.Fade(0.42f)], [0f, 0.38f, 1f]);
    }

    /// <summary>Rolling ground from a skyline to the bottom, brighter along its upper edge.</summary>
    public static void Hill(Easel easel, Contour line, SKColor color, SKColor haze, float mist)
    {
        using var area = line.Area(easel.Width, easel.Height + 10);
        var bounds = area.Bounds;
        easel.Fill(area, color, Ink.Mix(color, haze, mist), bounds.Top, Math.Min(easel.Height, bounds.Top + 340));
    }

    /// <summary>A fir of stacked tiers with its foot at (<paramref name="x"/>, <paramref name="y"/>).</summary>
    public static void Fir(Easel easel, Dice dice, float x, float y, float height, SKColor color, SKColor? snow)
    {
        var tiers = height > 90 ? 5 : 4;
        var width = height * dice.Between(0.2f, 0.26f);
        easel.Bar(x - (height * 0.022f), y - (height * 0.14f), height * 0.044f, height * 0.15f, 0, color.Darker(0.25f));
        for (var tier = 0; tier < tiers; tier++)
        {
            var share = (tier + 1f) / tiers;
            var half = width * (0.3f + (0.7f * (1f - ((tier) / (float)tiers))));
            var foot = y - (height * 0.1f) - (height * 0.86f * tier / tiers * 0.92f);
            var top = Math.Max(y - height, foot - (height * (0.42f - (0.03f * tier))));
            if (tier == tiers - 1)
                top = y - height;
            var lean = dice.Between(-0.06f, 0.06f) * half;
            Tier(easel, x, lean, foot, top, half, color);
            using var right = Wedge(x, lean, foot, top, half);
            easel.Fill(right, SKColors.Black.Fade(0.14f));
            if (snow is not { } white)
                continue;
            var cap = half * 0.74f;
            using var drift = new SKPathBuilder();
            drift.MoveTo(x + lean, top);
            drift.LineTo(x - cap, foot - ((foot - top) * 0.2f));
            drift.QuadTo(x - (cap * 0.55f), foot - ((foot - top) * 0.42f), x - (cap * 0.3f), foot - ((foot - top) * 0.26f));
            drift.QuadTo(x, foot - ((foot - top) * 0.5f), x + (cap * 0.34f), foot - ((foot - top) * 0.34f));
            drift.QuadTo(x + (cap * 0.5f), foot - ((foot - top) * 0.5f), x + (cap * 0.8f), foot - ((foot - top) * 0.26f));
            drift.Close();
            using var path = drift.Detach();
            easel.Fill(path, white.Fade(0.55f + (0.4f * share)));
        }
    }

    /// <summary>A tree with a round crown.</summary>
    public static void Crown(Easel easel, Dice dice, float x, float y, float height, SKColor color, SKColor light)
    {
        easel.Bar(x - (height * 0.03f), y - (height * 0.5f), height * 0.06f, height * 0.52f, height * 0.02f, color.Darker(0.4f));
        for (var i = 0; i < 5; i++)
        {
            float dx = dice.Between(-0.16f, 0.16f) * height, dy = dice.Between(0.45f, 0.8f) * height, r = dice.Between(0.14f, 0.22f) * height;
            easel.Disc(x + dx, y - dy, r, color);
            easel.Disc(x + dx - (r * 0.25f), y - dy - (r * 0.25f), r * 0.62f, light.Fade(0.22f));
        }
    }

    /// <summary>Firs along a skyline: a fringe of small ones, or big ones that frame the picture at its sides.</summary>
    public static void Firs(Easel easel, Scene scene, Dice dice, Contour line, float depth, float size, float density, bool framing)
    {
        var color = scene.Palette.Land(depth);
        SKColor? snow = scene.Motif.Snow ? scene.Palette.Snow(0.1f + (0.2f * (1 - depth))) : null;
        var count = Math.Clamp((int)(easel.Width / size * density), 2, 260);
        for (var i = 0; i < count; i++)
        {
            var share = (i + dice.Between(0.1f, 0.9f)) / count;
            var edge = MathF.Abs((share * 2f) - 1f);
            if (framing && edge < 0.56f)
                continue;
            if (!framing && dice.Chance(0.22f))
                continue;
            var x = share * easel.Width;
            var height = size * dice.Between(0.6f, 1.15f) * (framing ? 0.45f + (0.75f * edge) : 1f);
            Fir(easel, dice, x, line.At(x) + (size * 0.1f), height, color, snow);
        }
    }

    private static void Tier(Easel easel, float x, float lean, float foot, float top, float half, SKColor color)
    {
        using var builder = new SKPathBuilder();
        builder.MoveTo(x + lean, top);
        builder.QuadTo(x - (half * 0.35f), foot - ((foot - top) * 0.35f), x - half, foot);
        builder.QuadTo(x - (half * 0.5f), foot - (half * 0.12f), x, foot + (half * 0.12f));
        builder.QuadTo(x + (half * 0.5f), foot - (half * 0.12f), x + half, foot);
        builder.QuadTo(x + (half * 0.35f), foot - ((foot - top) * 0.35f), x + lean, top);
        using var path = builder.Detach();
        easel.Fill(path, color);
    }

    private static SKPath Wedge(float x, float lean, float foot, float top, float half)
    {
        using var builder = new SKPathBuilder();
        builder.MoveTo(x + lean, top);
        builder.QuadTo(x + (half * 0.35f), foot - ((foot - top) * 0.35f), x + half, foot);
        builder.QuadTo(x + (half * 0.5f), foot - (half * 0.12f), x, foot + (half * 0.12f));
        builder.Close();
        return builder.Detach();
    }

    private static void Peak(
        Easel easel, Dice dice, float x, float foot, float height, bool lightFromRight, SKColor lit, SKColor shaded, Palette palette, float snowline)
    {
        float left = x - (height * dice.Between(0.75f, 1.05f)), right = x + (height * dice.Between(0.75f, 1.05f)), top = foot - height;
        using var builder = new SKPathBuilder();
        builder.MoveTo(left, foot);
        Edge(builder, dice, left, foot, x, top, height);
        Edge(builder, dice, x, top, right, foot, height);
        builder.Close();
        using var shape = builder.Detach();
        var crest = new SKPoint[8];
        for (var i = 0; i < crest.Length; i++)
            crest[i] = new SKPoint(x + (dice.Between(-0.07f, 0.09f) * height * i / 3f), top + (height * i / (crest.Length - 1)));
        crest[0].X = x;
        easel.Inside(shape, inside =>
        {
            inside.Fill(shape, lit);
            using var flank = Flank(crest, lightFromRight ? left - 10 : right + 10);
            inside.Fill(flank, shaded);
            if (snowline == 0)
                return;
            using var cap = Cap(dice, left, right, top, height * snowline);
            inside.Fill(cap, palette.Snow(0.08f));
            inside.Inside(flank, dark => dark.Fill(cap, palette.Snow(0.5f)));
        });
    }

    /// <summary>The flank on one side of the crest.</summary>
    private static SKPath Flank(SKPoint[] crest, float side)
    {
        using var builder = new SKPathBuilder();
        builder.AddPoly(crest, false);
        builder.LineTo(side, crest[^1].Y);
        builder.LineTo(side, crest[0].Y);
        builder.Close();
        return builder.Detach();
    }

    /// <summary>Snow from the top down to a zigzag.</summary>
    private static SKPath Cap(Dice dice, float left, float right, float top, float drop)
    {
        using var builder = new SKPathBuilder();
        builder.MoveTo(left, top - 10);
        builder.LineTo(right, top - 10);
        const int Teeth = 16;
        for (var i = 0; i <= Teeth; i++)
            builder.LineTo(right + ((left - right) * i / Teeth), top + (drop * ((i % 2 == 0 ? 0.62f : 1f) + dice.Between(-0.16f, 0.16f))));
        builder.Close();
        return builder.Detach();
    }

    private static void Edge(SKPathBuilder builder, Dice dice, float x0, float y0, float x1, float y1, float height)
    {
        const int Steps = 9;
        for (var i = 1; i < Steps; i++)
            builder.LineTo(x0 + ((x1 - x0) * i / Steps), y0 + ((y1 - y0) * i / Steps) + (dice.Between(-0.045f, 0.045f) * height));
        builder.LineTo(x1, y1);
    }
}
