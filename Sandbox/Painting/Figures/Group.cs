using Iris.Sandbox.Painting.Words;

namespace Iris.Sandbox.Painting.Figures;

/// <summary>The figures of a picture: one in the middle, or up to three side by side.</summary>
internal static class Group
{
    /// <summary>Draws them, the middle one of three last, before the others.</summary>
    public static void Draw(Easel easel, Scene scene, Dice dice)
    {
        var all = scene.Motif.Figures.SelectMany(figure => Enumerable.Repeat(figure, figure.Count)).ToArray();
        if (scene.IsCutOut && all.Length == 1)
            Enlarge(easel, all[0].Subject);
        else if (scene.IsCutOut && !all[0].Subject.IsBust())
            easel.Canvas.Translate(0, easel.Height * -0.1f);
        if (!scene.Transparent && Array.Exists(all, figure => figure.Subject == Subject.Car))
            Car.Road(easel, scene);
        // A wide picture has room for bigger ones, further apart.
        var wide = Math.Clamp((easel.Width - 1000) / 600, 0, 1);
        for (var i = 0; i < all.Length; i++)
        {
            var (offset, scale, mirrored) = (all.Length, i) switch
            {
                (1, _) => (0f, 1f, false),
                (2, 0) => (-215 - (110 * wide), 0.72f + (0.18f * wide), false),
                (2, _) => (215 + (110 * wide), 0.72f + (0.18f * wide), true),
                (_, 0) => (-305 - (170 * wide), 0.58f + (0.2f * wide), false),
                (_, 1) => (305 + (170 * wide), 0.58f + (0.2f * wide), true),
                _ => (0f, 0.68f + (0.2f * wide), false),
            };
            Place(easel, scene, all[i], dice.Split(), offset, scale, mirrored);
        }
    }

    private static void Place(Easel easel, Scene scene, Figure figure, Dice dice, float offset, float scale, bool mirrored)
    {
        if (scale == 1f)
        {
            Portraits.Draw(easel, scene, figure, dice);
            return;
        }
        var flies = figure.Subject.Flies();
        var pivot = easel.Height * (flies ? 0.42f : figure.Subject.IsBust() ? 1f : 0.93f);
        easel.Canvas.Save();
        easel.Canvas.Translate(offset, flies ? (mirrored ? -50 : 50) : 0);
        easel.Canvas.Scale(mirrored ? -scale : scale, scale, easel.Width / 2, pivot);
        Portraits.Draw(easel, scene, figure, dice);
        easel.Canvas.Restore();
    }

    /// <summary>A cut-out has no scenery to share the picture with: it fills more of it, down to a margin for its shadow.</summary>
    private static void Enlarge(Easel easel, Subject subject)
    {
        const float Size = 1.25f;
        if (!subject.IsBust() && subject != Subject.Lighthouse)
            easel.Canvas.Scale(Size, Size, easel.Width / 2, easel.Height * (subject.Flies() ? 0.5f : 0.98f));
    }
}
