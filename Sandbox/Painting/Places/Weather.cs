using Iris.Sandbox.Painting.Words;
using SkiaSharp;

namespace Iris.Sandbox.Painting.Places;

/// <summary>What falls before everything else.</summary>
internal static class Weather
{
    /// <summary>Snowflakes or rain, if the prompt speaks of them.</summary>
    public static void Draw(Easel easel, Scene scene, Dice dice)
    {
        var area = easel.Width * easel.Height / 1e6f;
        if (scene.Motif.Snow && scene.Scenery is not (Scenery.Space or Scenery.Abstract or Scenery.Pattern))
        {
            for (var i = (int)Math.Min(600, 170 * area); i > 0; i--)
            {
                var near = dice.Unit();
                easel.Disc(dice.Between(0, easel.Width), dice.Between(0, easel.Height), 1.6f + (6.5f * near * near * near),
                    SKColors.White.Fade(0.5f + (0.4f * dice.Unit())));
            }
        }
        if (scene.Motif.Blossom)
            Blossoms.Draw(easel, dice.Split());
        if (scene.Motif.Rain)
        {
            for (var i = (int)Math.Min(900, 260 * area); i > 0; i--)
            {
                float x = dice.Between(-60, easel.Width), y = dice.Between(-60, easel.Height), length = dice.Between(24, 62);
                easel.Line(x, y, x - (length * 0.22f), y + length, 1.8f, SKColors.White.Fade(dice.Between(0.14f, 0.34f)));
            }
        }
    }
}
