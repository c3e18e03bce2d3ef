using SkiaSharp;

namespace Iris.Sandbox.Painting.Places;

/// <summary>A table by a window, and a plain backdrop.</summary>
internal static class Indoors
{
    /// <summary>A wall with a round window, a plant, a table for what lies on it.</summary>
    public static void Table(Easel easel, Scene scene, Dice dice)
    {
        var palette = scene.Palette;
        var edge = easel.Height * 0.72f;
        var wall = Ink.Mix(palette.Far, palette.Low, scene.Dark ? 0.15f : 0.45f);
        if (!scene.Transparent)
        {
            easel.Wash(new SKRect(0, 0, easel.Width, edge), [Ink.Mix(wall, palette.Middle, 0.3f), wall]);
            Window(easel, scene, dice.Split(), edge);
        }
        var wood = Ink.Mix(Ink.Hex(0xa86b43), palette.Near, scene.Dark ? 0.5f : 0.12f);
        easel.Wash(new SKRect(0, edge, easel.Width, easel.Height + 1), [wood.Lighter(0.16f), wood, wood.Darker(0.25f)], [0f, 0.4f, 1f]);
        easel.Bar(0, edge - 3, easel.Width, 7, 0, wood.Lighter(0.35f));
        for (var i = 0; i < 9; i++)
        {
            float y = edge + 20 + ((easel.Height - edge) * dice.Unit()), x = dice.Between(-100, easel.Width);
            easel.Bar(x, y, dice.Between(120, 460), 3, 1.5f, wood.Darker(0.18f).Fade(0.5f));
        }
        Plants.Potted(easel, dice.Split(), easel.Width * (dice.Chance(0.5f) ? 0.1f : 0.9f), edge + 34, 300,
            Ink.Mix(palette.Near, Ink.Hex(0x3f7f57), scene.Dark ? 0.25f : 0.7f), Ink.Mix(palette.Accent, palette.Near, scene.Dark ? 0.45f : 0.12f));
    }

    /// <summary>A wall, a floor, an arch with a disc in it, a plant at each side.</summary>
    public static void Studio(Easel easel, Scene scene, Dice dice)
    {
        var palette = scene.Palette;
        var edge = easel.Height * 0.8f;
        var wall = Ink.Mix(palette.Low, palette.Middle, dice.Between(0.1f, 0.4f));
        var width = MathF.Min(easel.Height * 0.74f, 760);
        float left = (easel.Width - width) / 2, top = MathF.Max(easel.Height * 0.12f, edge - (width * 1.06f));
        if (!scene.Transparent)
        {
            easel.Wash(new SKRect(0, 0, easel.Width, edge), [Ink.Mix(wall, palette.High, 0.12f), wall]);
            Arch(easel, left - 26, top - 26, width + 52, edge, Ink.Mix(wall, palette.Orb, 0.45f));
        }
        using (var arch = Arched(left, top, width, edge))
        {
            easel.Inside(arch, inside =>
            {
                inside.Wash(new SKRect(left, top, left + width, edge), [palette.High, palette.Middle, palette.Low]);
                inside.Disc(easel.Width / 2, top + (width * 0.46f), width * 0.25f, palette.Orb);
                if (scene.Dark)
                    Sky.Stars(inside, dice.Split(), edge, 90);
                Land.Hill(inside, new Contour(dice.Split(), edge - (width * 0.26f), 34, 240), palette.Land(0.2f), palette.Low, 0.3f);
                Land.Hill(inside, new Contour(dice.Split(), edge - (width * 0.12f), 26, 200), palette.Land(0.55f), palette.Low, 0.1f);
            });
        }
        var floor = scene.Motif.Snow ? palette.Snow(0.12f) : Ink.Mix(palette.Near, palette.Far, 0.4f);
        easel.Wash(new SKRect(0, edge, easel.Width, easel.Height + 1), [floor, floor.Darker(0.2f)]);
        var leaves = Ink.Mix(palette.Near, Ink.Hex(0x3f7f57), scene.Dark ? 0.2f : 0.55f);
        for (var side = 0; side < 2; side++)
            Plants.Potted(easel, dice.Split(), (easel.Width / 2) + ((width * 0.5f) + 60) * (side == 0 ? -1 : 1), edge + 50, 270, leaves,
                Ink.Mix(palette.Accent, palette.Near, 0.2f));
    }

    private static void Window(Easel easel, Scene scene, Dice dice, float edge)
    {
        var palette = scene.Palette;
        float radius = MathF.Min(edge * 0.4f, 420), x = easel.Width / 2, y = edge * 0.46f;
        // Round, arched or with corners.
        var corner = dice.Pick<float>([1f, 1f, 0.5f, 0.08f]);
        easel.Bar(x - radius - 20, y - radius - 20, (radius + 20) * 2, (radius + 20) * 2, (radius + 20) * corner,
            Ink.Mix(palette.Orb, palette.Far, 0.3f));
        using var builder = new SKPathBuilder();
        builder.AddRoundRect(new SKRect(x - radius, y - radius, x + radius, y + radius), radius * corner, radius * corner);
        using var pane = builder.Detach();
        easel.Inside(pane, inside =>
        {
            inside.Wash(new SKRect(0, y - radius, easel.Width, y + radius), [palette.High, palette.Middle, palette.Low]);
            if (scene.Dark)
                Sky.Stars(inside, dice.Split(), edge, (int)Math.Min(400, easel.Width * 0.14f));
            inside.Disc(x + (radius * dice.Between(-0.5f, 0.5f)), y - (radius * 0.2f), radius * 0.24f, palette.Orb);
            Land.Hill(inside, new Contour(dice.Split(), y + (radius * 0.3f), 40, 300), palette.Land(0.15f), palette.Low, 0.4f);
            Land.Hill(inside, new Contour(dice.Split(), y + (radius * 0.55f), 30, 240), palette.Land(0.45f), palette.Low, 0.2f);
        });
        easel.Bar(x - 5, y - radius, 10, radius * 2, 0, Ink.Mix(palette.Orb, palette.Far, 0.3f));
        if (corner < 0.9f)
            easel.Bar(x - radius, y - 5, radius * 2, 10, 0, Ink.Mix(palette.Orb, palette.Far, 0.3f));
    }

    private static void Arch(Easel easel, float left, float top, float width, float bottom, SKColor color)
    {
        using var path = Arched(left, top, width, bottom);
        easel.Fill(path, color);
    }

    private static SKPath Arched(float left, float top, float width, float bottom)
    {
        using var builder = new SKPathBuilder();
        builder.AddRoundRect(new SKRect(left, top, left + width, bottom + width), width / 2, width / 2);
        using var round = builder.Detach();
        using var cut = new SKPathBuilder();
        cut.AddRect(new SKRect(left, top, left + width, bottom));
        using var box = cut.Detach();
        return round.Op(box, SKPathOp.Intersect);
    }
}
