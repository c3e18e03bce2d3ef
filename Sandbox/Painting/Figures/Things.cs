using SkiaSharp;

namespace Iris.Sandbox.Painting.Figures;

/// <summary>Made things: balloons, a kite, a boat, a house, a lighthouse, a rocket.</summary>
internal static class Things
{
    /// <summary>One big hot-air balloon and some far away.</summary>
    public static void Balloons(Easel easel, Scene scene, SKColor? coat, Dice dice)
    {
        var own = coat ?? scene.Palette.Accent;
        for (var i = scene.Transparent ? 0 : 4; i > 0; i--)
            Balloon(easel, easel.Width * dice.Between(0.06f, 0.94f), easel.Height * dice.Between(0.12f, 0.5f), dice.Between(0.18f, 0.4f),
                Ink.Mix(own, scene.Palette.Middle, dice.Between(0.2f, 0.7f)), scene);
        Balloon(easel, easel.Width * 0.5f, easel.Height * (scene.Transparent ? 0.44f : 0.38f), MathF.Min(easel.Height, 1300) / 700f, own, scene);
    }

    /// <summary>A kite high up, its string held somewhere below.</summary>
    public static void Kite(Easel easel, Scene scene, SKColor? coat, Dice dice)
    {
        var color = coat ?? scene.Palette.Accent;
        var (x, y) = (easel.Width * 0.5f, easel.Height * 0.36f);
        var scale = MathF.Min(easel.Height, 1300) / 620f;
        using var line = SKPath.ParseSvgPathData($"M{x},{y} C{x + 60},{easel.Height * 0.6f} {x - 220},{easel.Height * 0.66f} {x - 160},{easel.Height * 0.9f}");
        easel.Trace(line, 2.4f, scene.Palette.Near.Fade(0.75f));
        easel.Canvas.Save();
        easel.Canvas.RotateDegrees(dice.Between(12, 26), x, y);
        easel.At(x, y, scale, false, kite =>
        {
            using var tail = SKPath.ParseSvgPathData("M0,130 C40,170 -40,200 0,240 C34,270 -20,300 10,330");
            kite.Trace(tail, 3.4f, color.Darker(0.2f));
            foreach (var knot in (ReadOnlySpan<SKPoint>)[new(12, 160), new(-12, 206), new(10, 252), new(-2, 300)])
            {
                kite.Svg($"M{knot.X},{knot.Y} l-17,-9 l2,20 Z", scene.Palette.Orb);
                kite.Svg($"M{knot.X},{knot.Y} l17,-9 l-2,20 Z", color);
            }
            kite.Svg("M0,-110 L84,-20 L0,130 L-84,-20 Z", color);
            kite.Svg("M0,-110 L84,-20 L0,-20 Z", color.Lighter(0.3f));
            kite.Svg("M0,-20 L84,-20 L0,130 Z", color.Darker(0.2f));
            kite.Svg("M0,-20 L-84,-20 L0,130 Z", color.Darker(0.07f));
            kite.Line(0, -110, 0, 130, 2, SKColors.Black.Fade(0.3f));
            kite.Line(-84, -20, 84, -20, 2, SKColors.Black.Fade(0.3f));
        });
        easel.Canvas.Restore();
    }

    /// <summary>A sailing boat and its mirror image.</summary>
    public static void Boat(Easel easel, Scene scene, SKColor? coat)
    {
        var scale = MathF.Min(easel.Height, 1300) / 520f;
        var (x, y) = (easel.Width * 0.52f, easel.Height * 0.78f);
        var sail = coat ?? Ink.Mix(scene.Palette.Orb, SKColors.White, 0.4f);
        var hull = coat is null ? scene.Palette.Accent : scene.Palette.Near;
        if (!scene.Transparent)
        {
            easel.Canvas.Save();
            easel.Canvas.Scale(1, -0.55f, x, y + 22);
            easel.At(x, y, scale, false, boat => Sails(boat, sail.Fade(0.28f), hull.Fade(0.34f)));
            easel.Canvas.Restore();
        }
        easel.At(x, y, scale, false, boat => Sails(boat, sail, hull));
        if (!scene.Transparent)
        {
            for (var i = 0; i < 5; i++)
                easel.Bar(x - (110 * scale) + (38 * i * scale), y + (10 * scale) + (i % 2 * 4 * scale), 62 * scale, 3, 2,
                    Ink.Mix(scene.Palette.Low, SKColors.White, 0.4f).Fade(0.6f));
        }
    }

    /// <summary>A cabin with lit windows and smoke.</summary>
    public static void House(Easel easel, Scene scene, SKColor? coat)
    {
        var scale = MathF.Min(easel.Height, 1300) / 640f;
        var (x, y) = (easel.Width * 0.5f, easel.Height * 0.86f);
        var wall = coat ?? Ink.Mix(Ink.Hex(0x7b3f2e), scene.Palette.Near, 0.3f);
        SKColor roof = scene.Motif.Snow ? scene.Palette.Snow(0.05f) : scene.Palette.Near, lit = Ink.Hex(0xffd27a);
        Portraits.Stand(easel, scene, y + (4 * scale), 110 * scale);
        easel.At(x, y, scale, false, house =>
        {
            for (var i = 0; i < 5; i++)
                house.Disc(62 + (9 * i) + (i % 2 * 8), -178 - (24 * i), 9 + (3.4f * i),
                    Ink.Mix(scene.Palette.Low, SKColors.White, 0.3f).Fade(0.42f - (0.07f * i)));
            house.Bar(48, -166, 24, 60, 0, wall.Darker(0.3f));
            house.Svg("M-110,0 L-110,-76 L-40,-150 L30,-76 L30,0 Z", wall);
            house.Svg("M30,0 L30,-76 L-40,-150 L60,-150 L120,-80 L120,0 Z", wall.Darker(0.22f));
            for (var i = 1; i < 6; i++)
                house.Line(-108, -14 * i, 118, -14 * i, 1.4f, SKColors.Black.Fade(0.16f));
            house.Svg("M-40,-160 L64,-160 L132,-76 L42,-76 Z", roof.Darker(0.08f));
            house.Svg("M-122,-72 L-40,-162 L44,-72 L30,-70 L-40,-142 L-110,-68 Z", roof);
            house.Bar(-58, -52, 36, 52, 3, wall.Darker(0.5f));
            house.Glow(75, -42, 90, lit.Fade(0.35f));
            house.Bar(-56, -112, 30, 30, 2, lit);
            house.Bar(52, -58, 46, 32, 2, lit);
            house.Line(75, -58, 75, -26, 3, wall.Darker(0.4f));
            house.Line(52, -42, 98, -42, 3, wall.Darker(0.4f));
            house.Line(-41, -112, -41, -82, 3, wall.Darker(0.4f));
        });
    }

    /// <summary>A rocket on its way up.</summary>
    public static void Rocket(Easel easel, Scene scene, SKColor? coat)
    {
        var scale = MathF.Min(easel.Height, 1300) / 480f;
        var fin = coat ?? scene.Palette.Accent;
        easel.Canvas.Save();
        easel.Canvas.RotateDegrees(24, easel.Width * 0.5f, easel.Height * 0.5f);
        easel.At(easel.Width * 0.5f, easel.Height * 0.5f, scale, false, rocket =>
        {
            rocket.Glow(0, 130, 120, Ink.Hex(0xffb347).Fade(0.6f));
            rocket.Svg("M-26,92 C-40,150 -12,176 0,226 C12,176 40,150 26,92 Z", Ink.Hex(0xff8a3c));
            rocket.Svg("M-14,92 C-20,130 -6,146 0,176 C6,146 20,130 14,92 Z", Ink.Hex(0xffe08a));
            rocket.Svg("M-40,30 C-80,60 -84,96 -78,122 L-34,92 Z", fin);
            rocket.Svg("M40,30 C80,60 84,96 78,122 L34,92 Z", fin.Darker(0.18f));
            rocket.Svg("M0,-150 C46,-110 58,-20 36,96 L-36,96 C-58,-20 -46,-110 0,-150 Z", Ink.Hex(0xf5f1ea));
            rocket.Svg("M0,-150 C46,-110 58,-20 36,96 L6,96 C24,-20 22,-100 0,-150 Z", SKColors.Black.Fade(0.12f));
            rocket.Svg("M0,-150 C20,-132 34,-104 41,-72 L-41,-72 C-34,-104 -20,-132 0,-150 Z", fin);
            rocket.Disc(0, -22, 25, fin.Darker(0.15f));
            rocket.Disc(0, -22, 18, Ink.Hex(0x8fd3e8));
            rocket.Disc(-6, -28, 5, SKColors.White.Fade(0.8f));
            rocket.Bar(-5, 40, 10, 62, 5, fin);
        });
        easel.Canvas.Restore();
    }

    private static void Sails(Easel boat, SKColor sail, SKColor hull)
    {
        boat.Line(0, -190, 0, -4, 4, hull);
        boat.Svg("M6,-186 C50,-130 74,-80 84,-26 L6,-22 Z", sail);
        boat.Svg("M-6,-160 C-26,-110 -50,-66 -72,-28 L-6,-22 Z", Ink.Mix(sail, hull, 0.16f));
        boat.Svg("M-100,-14 L104,-14 C92,14 78,24 58,24 L-58,24 C-80,22 -92,8 -100,-14 Z", hull);
        boat.Svg("M-96,-4 L101,-6 L97,2 L-92,4 Z", SKColors.White.WithAlpha((byte)(hull.Alpha / 2)));
    }

    private static void Balloon(Easel easel, float x, float y, float scale, SKColor color, Scene scene) => easel.At(x, y, scale, false, balloon =>
    {
        var other = Ink.Mix(color, Ink.Mix(scene.Palette.Orb, SKColors.White, 0.4f), 0.8f);
        using var envelope = SKPath.ParseSvgPathData("M0,-150 C92,-150 128,-84 116,-18 C104,40 54,78 26,118 L-26,118 C-54,78 -104,40 -116,-18 C-128,-84 -92,-150 0,-150 Z");
        balloon.Line(-22, 116, -15, 152, 2.4f, color.Darker(0.45f));
        balloon.Line(22, 116, 15, 152, 2.4f, color.Darker(0.45f));
        balloon.Bar(-19, 150, 38, 28, 6, Ink.Mix(Ink.Hex(0x7a4a2b), color, 0.15f));
        balloon.Fill(envelope, color);
        balloon.Inside(envelope, inside =>
        {
            inside.Svg("M0,-150 C-74,-140 -96,-70 -84,-14 C-74,40 -40,80 -18,118 L-8,118 C-22,76 -44,40 -48,-14 C-54,-80 -36,-134 0,-150 Z", other);
            inside.Svg("M0,-150 C74,-140 96,-70 84,-14 C74,40 40,80 18,118 L8,118 C22,76 44,40 48,-14 C54,-80 36,-134 0,-150 Z", other);
            inside.Svg("M20,-150 C140,-150 150,-20 90,40 L26,118 L14,118 C70,40 90,-60 20,-150 Z", SKColors.Black.Fade(0.14f));
            inside.Bar(-140, -34, 280, 20, 0, color.Darker(0.18f).Fade(0.75f));
            inside.Oval(-52, -92, 22, 40, SKColors.White.Fade(0.18f));
        });
    });
}
