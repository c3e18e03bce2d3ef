using Iris.Sandbox.Painting.Words;
using SkiaSharp;

namespace Iris.Sandbox.Painting.Places;

/// <summary>The places a picture can play in, back to front.</summary>
internal static class Sceneries
{
    /// <summary>Draws the scene's place.</summary>
    public static void Draw(Easel easel, Scene scene, Dice dice)
    {
        Action<Easel, Scene, Dice> draw = scene.Scenery switch
        {
            Scenery.Mountains => Mountains,
            Scenery.Lake => Lake,
            Scenery.Sea => Waters.Sea,
            Scenery.Beach => Shore.Draw,
            Scenery.Underwater => Reef.Draw,
            Scenery.Desert => Dunes.Draw,
            Scenery.Savanna => Plain.Draw,
            Scenery.Jungle => Thicket.Draw,
            Scenery.Hills => Fields.Draw,
            Scenery.Volcano => GreatPeaks.Volcano,
            Scenery.Fuji => GreatPeaks.Fuji,
            Scenery.Table => Indoors.Table,
            Scenery.Studio => Indoors.Studio,
            Scenery.City => Towers.Draw,
            Scenery.Space => Cosmos.Draw,
            Scenery.Forest => Forest,
            Scenery.Meadow => Meadow,
            Scenery.Pattern => Shapes.Tiles,
            _ => Shapes.Bands,
        };
        draw(easel, scene, dice);
    }

    private static void Mountains(Easel easel, Scene scene, Dice dice)
    {
        var horizon = easel.Height * dice.Between(0.56f, 0.64f);
        var sun = Sky.Draw(easel, scene, dice.Split(), horizon);
        var reach = MathF.Min(easel.Height, 1500) / 1000f;
        Land.Peaks(easel, scene, dice.Split(), horizon, 300 * reach, 0.05f, sun.X);
        Land.Peaks(easel, scene, dice.Split(), horizon + (90 * reach), 235 * reach, 0.26f, sun.X);
        Foreground(easel, scene, dice, horizon + (70 * reach), 3);
    }

    private static void Lake(Easel easel, Scene scene, Dice dice)
    {
        var shore = easel.Height * dice.Between(0.58f, 0.64f);
        var sun = Sky.Draw(easel, scene, dice.Split(), shore);
        var reach = MathF.Min(easel.Height, 1500) / 1000f;
        var bank = new Contour(dice.Split(), shore - 14, 16, 420);
        var gentle = !scene.Motif.Snow && scene.Motif.Scenery is not Scenery.Mountains && dice.Chance(0.5f);
        if (gentle)
            Banks(easel, scene, dice.Split(), shore, bank);
        else
        {
            Land.Peaks(easel, scene, dice.Split(), shore + 6, 340 * reach, 0.06f, sun.X);
            Land.Peaks(easel, scene, dice.Split(), shore + 14, 190 * reach, 0.3f, sun.X);
            Land.Firs(easel, scene, dice.Split(), bank, 0.55f, 62, 2.6f, false);
        }
        Waters.Still(easel, scene, dice.Split(), shore, sun);
        var near = new Contour(dice.Split(), easel.Height * 0.955f, 34, 640);
        Ground(easel, scene, dice, near, 0.92f, framing: !gentle);
        if (gentle)
            Plants.Reeds(easel, dice.Split(), near, scene.Palette.Near);
    }

    /// <summary>A lake among hills with broad trees, in the colours of the season.</summary>
    private static void Banks(Easel easel, Scene scene, Dice dice, float shore, Contour bank)
    {
        var palette = scene.Palette;
        Land.Hill(easel, new Contour(dice.Split(), shore - 110, 60, 560), palette.Land(0.1f), palette.Low, 0.5f);
        Land.Hill(easel, new Contour(dice.Split(), shore - 50, 36, 420), palette.Land(0.3f), palette.Low, 0.3f);
        Plants.Grove(easel, scene, dice.Split(), bank, 130, 0.5f, 1.6f);
        Land.Hill(easel, bank, palette.Land(0.55f), palette.Low, 0.1f);
    }

    private static void Forest(Easel easel, Scene scene, Dice dice)
    {
        var horizon = easel.Height * 0.7f;
        Sky.Draw(easel, scene, dice.Split(), horizon);
        var reach = MathF.Min(easel.Height, 1600) / 1000f;
        const int Rows = 5;
        var firs = scene.Motif.Snow || dice.Chance(0.45f);
        for (var row = 0; row < Rows; row++)
        {
            var depth = 0.08f + (0.8f * row / (Rows - 1f));
            var line = new Contour(dice.Split(), (easel.Height * (0.6f + (0.065f * row))) + (18 * row), 18, 520);
            if (firs)
                Land.Firs(easel, scene, dice.Split(), line, depth, (170 + (62 * row)) * reach, 2.5f - (0.28f * row), row >= 3);
            else
                Plants.Grove(easel, scene, dice.Split(), line, (250 + (110 * row)) * reach, depth, 1.7f, framing: row >= 3);
            if (row < 3)
            {
                var ground = scene.Motif.Snow ? scene.Palette.Snow(0.42f - (0.1f * row)) : scene.Palette.Land(depth);
                Land.Hill(easel, line, ground, scene.Palette.Low, 0.55f);
                if (!scene.Transparent)
                    easel.Wash(new SKRect(0, line.At(0) - 150, easel.Width, line.At(0) + 80),
                        [scene.Palette.Low.Fade(0f), scene.Palette.Low.Fade(0.34f), scene.Palette.Low.Fade(0f)]);
            }
        }
        Ground(easel, scene, dice, new Contour(dice.Split(), easel.Height * 0.9f, 26, 600), 0.96f, framing: false);
    }

    private static void Meadow(Easel easel, Scene scene, Dice dice)
    {
        var horizon = easel.Height * dice.Between(0.5f, 0.58f);
        var sun = Sky.Draw(easel, scene, dice.Split(), horizon);
        if (dice.Chance(0.35f))
            Land.Peaks(easel, scene, dice.Split(), horizon + 10, 210, 0.05f, sun.X);
        else
            Land.Hill(easel, new Contour(dice.Split(), horizon - 4, 56, 480), scene.Palette.Land(0.08f), scene.Palette.Low, 0.5f);
        var green = scene.Motif.Snow ? scene.Palette.Snow(0.3f) : scene.Motif.Mood is null
            ? Ink.Mix(Ink.Hex(0x6fa35b), scene.Palette.Far, scene.Dark ? 0.72f : 0.34f) : scene.Palette.Far;
        const int Hills = 5;
        for (var i = 0; i < Hills; i++)
        {
            var depth = i / (Hills - 1f);
            var y = horizon + 20 + ((easel.Height - horizon) * 0.74f * depth * MathF.Sqrt(depth));
            var line = new Contour(dice.Split(), y, 30 + (24 * depth), 520 + (240 * depth));
            var color = Ink.Mix(Ink.Mix(green, scene.Palette.Low, 0.42f * (1 - depth)), scene.Palette.Near, 0.62f * depth);
            if (i is 1 or 2)
                Plants.Crowns(easel, dice.Split(), line, 70 + (60 * depth), scene.Motif.Blossom
                    ? Ink.Mix(color, Ink.Hex(0xf2a7c0), 0.75f)
                    : Ink.Mix(color, scene.Palette.Near, 0.45f), scene.Palette.Low);
            Land.Hill(easel, line, color, scene.Palette.Near, 0.34f);
            if (i >= 2 && !scene.Motif.Snow)
                Plants.Flowers(easel, scene, dice.Split(), line, depth);
        }
    }

    /// <summary>Hills towards the viewer, the last with big trees at the picture's sides so that its middle stays open.</summary>
    private static void Foreground(Easel easel, Scene scene, Dice dice, float top, int rows)
    {
        for (var row = 0; row < rows; row++)
        {
            var share = (row + 1f) / rows;
            var line = new Contour(dice.Split(), top + ((easel.Height * 0.94f - top) * share * 0.9f), 34, 560 + (120 * row));
            var depth = 0.4f + (0.55f * share);
            if (row < rows - 1)
                Land.Firs(easel, scene, dice.Split(), line, depth, 64 + (46 * row), 2.2f, false);
            Ground(easel, scene, dice, line, depth, framing: row == rows - 1);
        }
    }

    private static void Ground(Easel easel, Scene scene, Dice dice, Contour line, float depth, bool framing)
    {
        var color = scene.Motif.Snow ? scene.Palette.Snow(0.32f * (1.05f - depth)) : scene.Palette.Land(depth);
        var foot = scene.Motif.Snow ? scene.Palette.Snow(0.55f) : framing ? scene.Palette.Near.Darker(0.15f) : scene.Palette.Low;
        Land.Hill(easel, line, color, foot, framing || scene.Motif.Snow ? 0.7f : 0.26f);
        if (framing)
            Land.Firs(easel, scene, dice.Split(), line, Math.Min(1f, depth + 0.05f), 330, 4.5f, true);
    }
}
