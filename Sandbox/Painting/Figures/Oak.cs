using SkiaSharp;

namespace Iris.Sandbox.Painting.Figures;

/// <summary>One broad tree, 250 units tall with its foot at the origin.</summary>
internal static class Oak
{
    /// <summary>Draws it in green, in the colours of autumn at dusk, in blossom or bare under snow.</summary>
    public static void Draw(Easel tree, Scene scene, SKColor? coat, Dice dice)
    {
        var leaf = coat ?? Ink.Mix(Ink.Hex(scene.Motif.Snow ? 0xeef2f6u : scene.Motif.Blossom ? 0xf5b3c9u : scene.Hour == Hour.Dusk ? 0xd9742eu
            : 0x5d9450u), scene.Palette.Near, scene.Dark ? 0.4f : 0.05f);
        var bark = Ink.Mix(Ink.Hex(0x5f4031), scene.Palette.Near, 0.3f);
        tree.Svg("M-34,4 C-16,-10 -16,-60 -16,-96 L-56,-140 L-44,-146 L-8,-112 L-2,-170 L8,-170 L10,-112 L50,-150 L58,-142 L18,-92 C18,-60 18,-10 36,4 Z", bark);
        tree.Svg("M2,4 L6,-110 L10,-112 L18,-92 C18,-60 18,-10 36,4 Z", SKColors.Black.Fade(0.16f));
        ReadOnlySpan<(float X, float Y, float R)> crown =
            [(-70, -140, 44), (72, -142, 46), (-36, -124, 40), (40, -122, 40), (-52, -186, 50), (54, -188, 50), (0, -214, 56), (0, -156, 58)];
        foreach (var (x, y, r) in crown)
            tree.Disc(x, y, r, leaf.Darker(0.14f));
        foreach (var (x, y, r) in crown)
            tree.Disc(x - (r * 0.16f), y - (r * 0.16f), r * 0.74f, leaf);
        for (var i = 0; i < 34; i++)
        {
            float angle = dice.Between(0, 6.28f), far = dice.Between(0, 84);
            tree.Disc((far * MathF.Cos(angle)) - 6, -172 + (far * 0.8f * MathF.Sin(angle)), dice.Between(5, 13),
                (i % 3 == 0 ? leaf.Darker(0.1f) : leaf.Lighter(0.22f)).Fade(0.55f));
        }
    }
}
