using SkiaSharp;

namespace Iris.Sandbox.Painting.Figures;

/// <summary>A small car seen from the side, 300 units long with its wheels on the origin's line.</summary>
internal static class Car
{
    /// <summary>Draws it.</summary>
    public static void Draw(Easel car, Scene scene, SKColor? coat)
    {
        var paint = coat ?? scene.Palette.Accent;
        var glass = Ink.Mix(Ink.Hex(0xbfe3ee), scene.Palette.Middle, 0.3f);
        var dark = Ink.Hex(0x23232c);
        car.Svg("M-88,-66 C-70,-112 -52,-126 -14,-128 L22,-128 C62,-126 80,-100 96,-66 Z", paint.Darker(0.08f));
        car.Svg("M-74,-66 C-60,-100 -46,-114 -14,-116 L-2,-116 L-2,-66 Z", glass);
        car.Svg("M8,-116 L22,-116 C50,-114 66,-94 80,-66 L8,-66 Z", glass.Darker(0.08f));
        car.Svg("M-58,-68 L-34,-112 L-20,-114 L-44,-68 Z M26,-68 L42,-106 L50,-100 L38,-68 Z", SKColors.White.Fade(0.35f));
        car.Svg("M-146,-28 C-150,-58 -136,-70 -100,-72 L104,-72 C136,-68 150,-58 150,-34 C150,-22 146,-18 138,-18 L-136,-18 C-142,-18 -145,-22 -146,-28 Z", paint);
        car.Svg("M-146,-36 L150,-36 C150,-22 146,-18 138,-18 L-136,-18 C-144,-18 -146,-28 -146,-36 Z", SKColors.Black.Fade(0.14f));
        car.Bar(-150, -32, 26, 10, 5, Ink.Hex(0xd9dde2));
        car.Bar(126, -32, 28, 10, 5, Ink.Hex(0xd9dde2));
        car.Line(2, -66, 2, -24, 2.4f, paint.Darker(0.3f));
        car.Bar(12, -58, 18, 5, 2.5f, paint.Darker(0.4f));
        car.Oval(140, -52, 10, 9, Ink.Hex(0xfff3c0));
        car.Bar(-146, -58, 10, 14, 4, Ink.Hex(0xd8352a));
        if (scene.Dark && !scene.Transparent)
            car.Glow(150, -50, 120, Ink.Hex(0xfff3c0).Fade(0.5f));
        for (var side = -1; side <= 1; side += 2)
        {
            float x = side * 84;
            car.Svg($"M{x - 42},-18 C{x - 40},-66 {x + 40},-66 {x + 42},-18 Z", paint.Darker(0.45f));
            car.Disc(x, -22, 32, dark);
            car.Disc(x, -22, 18, Ink.Hex(0xc9ced6));
            for (var spoke = 0; spoke < 5; spoke++)
            {
                var angle = MathF.PI * 2 * spoke / 5;
                car.Line(x, -22, x + (14 * MathF.Cos(angle)), -22 + (14 * MathF.Sin(angle)), 4, Ink.Hex(0x7d8590));
            }
            car.Disc(x, -22, 5, dark);
        }
    }

    /// <summary>The road under it, across the whole picture.</summary>
    public static void Road(Easel easel, Scene scene)
    {
        var y = easel.Height * 0.905f;
        var asphalt = scene.Motif.Snow ? scene.Palette.Snow(0.35f) : Ink.Mix(Ink.Hex(0x4b4e5a), scene.Palette.Near, scene.Dark ? 0.55f : 0.3f);
        easel.Wash(new SKRect(0, y, easel.Width, easel.Height + 1), [asphalt, asphalt.Darker(0.15f)]);
        easel.Bar(0, y - 5, easel.Width, 8, 0, asphalt.Lighter(0.25f));
        for (var x = -40f; x < easel.Width; x += 150)
            easel.Bar(x, easel.Height * 0.966f, 84, 9, 2, Ink.Hex(0xf6e7b8).Fade(0.85f));
    }
}
