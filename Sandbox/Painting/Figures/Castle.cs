using SkiaSharp;

namespace Iris.Sandbox.Painting.Figures;

/// <summary>A castle with pointed roofs, 260 units wide with its foot at the origin.</summary>
internal static class Castle
{
    /// <summary>Draws it.</summary>
    public static void Draw(Easel castle, Scene scene, SKColor? coat)
    {
        var wall = coat ?? Ink.Mix(Ink.Hex(0xcdbfae), scene.Palette.Near, scene.Dark ? 0.45f : 0.08f);
        var roof = scene.Motif.Snow ? scene.Palette.Snow(0.1f) : coat is null
            ? Ink.Mix(Ink.Hex(0x3f5c8f), scene.Palette.Near, scene.Dark ? 0.3f : 0.05f) : Ink.Mix(coat.Value, Ink.Hex(0x2a2438), 0.65f);
        var flag = coat is null ? scene.Palette.Accent : Ink.Hex(0xf2b632);
        Tower(castle, scene, -64, 44, 176, wall.Darker(0.1f), roof, flag);
        Tower(castle, scene, 66, 40, 158, wall.Darker(0.14f), roof, flag);
        Tower(castle, scene, 2, 66, 216, wall.Darker(0.04f), roof, flag);
        Tower(castle, scene, -112, 48, 134, wall, roof, flag);
        Tower(castle, scene, 112, 48, 142, wall.Darker(0.06f), roof, flag);
        Battlements(castle, -92, -82, 184, wall);
        castle.Bar(-92, -72, 184, 74, 0, wall);
        castle.Bar(10, -72, 82, 74, 0, SKColors.Black.Fade(0.1f));
        castle.Svg("M-30,2 L-30,-34 C-28,-60 28,-60 30,-34 L30,2 Z", wall.Darker(0.4f));
        castle.Svg("M-23,2 L-23,-32 C-21,-52 21,-52 23,-32 L23,2 Z", Ink.Hex(0x4a2f25));
        castle.Line(0, -46, 0, 2, 2, Ink.Hex(0x2a1a15));
        for (var i = 0; i < 12; i++)
            castle.Bar(-86 + (i * 37 % 164), -62 + (i * 23 % 54), 12, 5, 2, wall.Darker(0.14f).Fade(0.7f));
    }

    private static void Tower(Easel castle, Scene scene, float x, float width, float height, SKColor wall, SKColor roof, SKColor flag)
    {
        float left = x - (width / 2), top = -height;
        castle.Bar(left, top, width, height + 2, 0, wall);
        castle.Bar(x + (width * 0.12f), top, width * 0.38f, height + 2, 0, SKColors.Black.Fade(0.12f));
        castle.Bar(left - 4, top - 6, width + 8, 12, 2, wall.Darker(0.1f));
        var tip = top - (width * 1.15f);
        castle.Line(x, tip + 6, x, tip - 22, 2.4f, wall.Darker(0.5f));
        castle.Svg($"M{x},{tip - 22} l24,7 l-24,8 Z", flag);
        castle.Svg($"M{left - 8},{top - 4} L{x},{tip} L{x + (width / 2) + 8},{top - 4} Z", roof);
        castle.Svg($"M{x},{tip} L{x + (width / 2) + 8},{top - 4} L{x + (width * 0.14f)},{top - 4} Z", SKColors.Black.Fade(0.16f));
        var lit = scene.Dark || scene.Hour == Hour.Dusk ? Ink.Hex(0xffd27a) : wall.Darker(0.55f);
        for (var y = top + 22; y < -92; y += 44)
            castle.Bar(x - 5, y, 10, 20, 5, lit);
    }

    private static void Battlements(Easel castle, float left, float top, float width, SKColor wall)
    {
        for (var x = left; x < left + width - 8; x += 20)
            castle.Bar(x, top, 12, 14, 0, wall);
    }
}
