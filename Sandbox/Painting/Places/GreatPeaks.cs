using SkiaSharp;

namespace Iris.Sandbox.Painting.Places;

/// <summary>Single mountains that everybody knows: Mount Fuji over a lake, a volcano.</summary>
internal static class GreatPeaks
{
    /// <summary>Mount Fuji, mirrored in a lake.</summary>
    public static void Fuji(Easel easel, Scene scene, Dice dice)
    {
        var palette = scene.Palette;
        var shore = easel.Height * dice.Between(0.62f, 0.66f);
        var sun = Sky.Draw(easel, scene, dice.Split(), shore);
        var height = MathF.Min(easel.Height, 1400) * 0.44f;
        var x = easel.Width * (scene.Motif.Figures.Count > 0 ? 0.5f : dice.Between(0.44f, 0.56f));
        var lit = Ink.Mix(Ink.Mix(palette.Land(0.2f), Ink.Hex(0x5f7fb5), 0.35f), palette.Low, 0.12f);
        easel.At(x, shore + 4, height / 300, false, fuji =>
        {
            using var cone = SKPath.ParseSvgPathData("M-520,2 C-300,-30 -160,-150 -52,-296 C-38,-304 -22,-292 -8,-300 C8,-306 26,-292 52,-298 C160,-150 300,-30 520,2 Z");
            fuji.Fill(cone, lit, Ink.Mix(lit, palette.Low, 0.55f), -300, 0);
            fuji.Inside(cone, inside =>
            {
                inside.Svg("M20,-310 L60,-220 L34,-150 L80,-60 L60,10 L560,10 L300,-310 Z", palette.Near.Fade(0.22f));
                inside.Svg("M-140,-310 L-190,-150 L-132,-186 L-110,-128 L-76,-196 L-44,-112 L-14,-190 L18,-122 L44,-188 L84,-118 L112,-190 L150,-140 L200,-130 L140,-310 Z", palette.Snow(0.02f));
                inside.Svg("M20,-310 L50,-232 L30,-160 L44,-188 L84,-118 L112,-190 L150,-140 L200,-130 L140,-310 Z", palette.Snow(0.34f));
            });
        });
        if (!scene.Transparent)
            easel.Wash(new SKRect(0, shore - (height * 0.3f), easel.Width, shore), [palette.Low.Fade(0f), palette.Low.Fade(0.55f)]);
        Land.Hill(easel, new Contour(dice.Split(), shore - 26, 22, 320), palette.Land(0.42f), palette.Low, 0.2f);
        var bank = new Contour(dice.Split(), shore - 10, 10, 300);
        Plants.Crowns(easel, dice.Split(), bank, 44, Ink.Mix(palette.Land(0.55f), Ink.Hex(0xf2a7c0), scene.Motif.Blossom ? 0.7f : 0f), palette.Low);
        Waters.Still(easel, scene, dice.Split(), shore, sun);
        var near = new Contour(dice.Split(), easel.Height * 0.95f, 26, 560);
        Land.Hill(easel, near, scene.Motif.Snow ? palette.Snow(0.1f) : palette.Land(0.95f), palette.Near, 0.5f);
    }

    /// <summary>A volcano: smoke, fire, streams of lava.</summary>
    public static void Volcano(Easel easel, Scene scene, Dice dice)
    {
        var palette = scene.Palette;
        var foot = easel.Height * dice.Between(0.7f, 0.76f);
        Sky.Draw(easel, scene, dice.Split(), foot);
        var scale = MathF.Min(easel.Height, 1400) * 0.42f / 300;
        var x = easel.Width * (scene.Motif.Figures.Count > 0 ? 0.5f : dice.Between(0.42f, 0.58f));
        var top = foot - (300 * scale);
        if (!scene.Transparent)
            easel.Glow(x, top, 330 * scale, Ink.Hex(0xff7a35).Fade(0.75f));
        Smoke(easel, scene, dice.Split(), x, top, scale);
        Land.Hill(easel, new Contour(dice.Split(), foot - 40, 40, 360, 3, true), palette.Land(0.2f), palette.Low, 0.4f);
        var rock = Ink.Mix(palette.Land(0.55f), Ink.Hex(0x3a2430), 0.5f);
        easel.At(x, foot + (16 * scale), scale, false, mountain =>
        {
            SKColor hot = Ink.Hex(0xff5a2a), core = Ink.Hex(0xffc14d);
            for (var i = 0; i < 9; i++)
            {
                using var jet = SKPath.ParseSvgPathData($"M{-20 + (5 * i)},-296 q{(i - 4) * 16},{-90 - dice.Whole(0, 70)} {(i - 4) * 34},{-20 - dice.Whole(0, 50)}");
                mountain.Trace(jet, 7, (i % 2 == 0 ? core : hot).Fade(0.9f));
            }
            using var cone = SKPath.ParseSvgPathData("M-430,6 C-250,-40 -150,-160 -66,-300 L-36,-288 L-10,-298 L22,-286 L62,-302 C150,-160 250,-40 430,6 Z");
            mountain.Fill(cone, rock, Ink.Mix(rock, palette.Near, 0.5f), -300, 0);
            mountain.Inside(cone, inside =>
            {
                inside.Svg("M20,-310 L70,-200 L40,-90 L110,10 L460,10 L300,-310 Z", SKColors.Black.Fade(0.2f));
                inside.Svg("M-46,-310 C-40,-250 -70,-220 -60,-170 C-54,-120 -110,-90 -100,-20 L-128,20 L-60,20 C-70,-50 -24,-100 -34,-160 C-36,-200 0,-220 0,-280 C10,-230 40,-210 36,-150 C34,-110 74,-80 84,-8 C108,-70 60,-110 66,-160 C70,-210 50,-240 60,-310 Z", hot);
                inside.Svg("M-30,-310 C-26,-250 -56,-220 -48,-166 C-42,-110 -92,-80 -90,20 L-76,20 C-80,-60 -34,-100 -42,-164 C-46,-210 -14,-240 -10,-300 Z", core);
            });
        });
        for (var row = 0; row < 2; row++)
            Land.Hill(easel, new Contour(dice.Split(), foot + ((easel.Height - foot) * (0.18f + (0.42f * row))), 34, 380, 3, true),
                Ink.Mix(palette.Land(0.8f + (0.2f * row)), Ink.Hex(0x2a1a20), 0.4f), hotHaze(palette), 0.18f);

        static SKColor hotHaze(Palette palette) => Ink.Mix(palette.Near, Ink.Hex(0x8a2f1f), 0.4f);
    }

    private static void Smoke(Easel easel, Scene scene, Dice dice, float x, float top, float scale)
    {
        var smoke = Ink.Mix(scene.Palette.Land(0.6f), Ink.Hex(0x4a3a46), 0.6f);
        for (var i = 9; i >= 0; i--)
        {
            var share = i / 9f;
            float rise = top - (30 * scale) - (share * top * 0.8f), drift = x + (share * share * 190 * scale) + (dice.Between(-26, 26) * scale),
                size = (38 + (86 * share)) * scale;
            easel.Disc(drift, rise, size, Ink.Mix(smoke, scene.Palette.Middle, 0.25f + (0.4f * share)));
            easel.Disc(drift - (size * 0.3f), rise + (size * 0.26f), size * 0.66f, Ink.Hex(0xff8a4a).Fade(0.32f * (1 - share)));
        }
    }
}
