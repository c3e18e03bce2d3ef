using SkiaSharp;

namespace Iris.Sandbox.Painting.Figures;

/// <summary>Sushi on a board, with chopsticks: 360 units wide with the board's feet at the origin.</summary>
internal static class Sushi
{
    /// <summary>Draws it.</summary>
    public static void Draw(Easel sushi)
    {
        var wood = Ink.Hex(0xc8955c);
        sushi.Bar(-130, -22, 34, 22, 3, wood.Darker(0.35f));
        sushi.Bar(96, -22, 34, 22, 3, wood.Darker(0.35f));
        sushi.Svg("M-164,-58 L164,-58 L184,-34 L-184,-34 Z", wood.Lighter(0.16f));
        sushi.Bar(-184, -36, 368, 18, 4, wood);
        Nigiri(sushi, -112, Ink.Hex(0xf5824f), Ink.Hex(0xfbc3a0));
        Nigiri(sushi, -18, Ink.Hex(0xcf3b44), Ink.Hex(0xe8848a));
        Maki(sushi, 66, -54);
        Maki(sushi, 124, -54);
        Maki(sushi, 95, -94);
        sushi.Line(-178, -2, 120, 12, 6, Ink.Hex(0x7a2f2a));
        sushi.Line(-174, 14, 126, 16, 6, Ink.Hex(0x93403a));
        sushi.Disc(160, -66, 13, Ink.Hex(0x8fb85a));
        sushi.Disc(156, -70, 7, Ink.Hex(0xa9cc74));
    }

    private static void Nigiri(Easel sushi, float x, SKColor topping, SKColor line) => sushi.At(x, -44, 1, false, piece =>
    {
        var rice = Ink.Hex(0xfdfaf2);
        piece.Bar(-40, -34, 80, 34, 15, rice);
        for (var i = 0; i < 12; i++)
            piece.Oval(-33 + (i * 29 % 68), -6 - (i * 11 % 14), 5, 3, rice.Darker(0.07f));
        piece.Svg("M-48,-22 C-46,-62 -20,-66 4,-64 C34,-62 48,-46 48,-20 C30,-34 -24,-36 -48,-22 Z", topping);
        for (var i = 0; i < 4; i++)
        {
            using var fat = SKPath.ParseSvgPathData($"M{-30 + (18 * i)},-32 C{-28 + (18 * i)},-44 {-22 + (18 * i)},-54 {-14 + (18 * i)},-60");
            piece.Trace(fat, 4, line);
        }
        piece.Svg("M-36,-50 C-20,-62 4,-62 18,-58 C0,-56 -20,-52 -36,-50 Z", SKColors.White.Fade(0.4f));
    });

    private static void Maki(Easel sushi, float x, float y)
    {
        sushi.Bar(x - 27, y - 26, 54, 34, 12, Ink.Hex(0x1f3a33));
        sushi.Oval(x, y - 26, 27, 14, Ink.Hex(0x2a4d43));
        sushi.Oval(x, y - 26, 23, 11, Ink.Hex(0xfdfaf2));
        sushi.Oval(x - 4, y - 26, 7, 4.5f, Ink.Hex(0xf5824f));
        sushi.Oval(x + 6, y - 27, 6, 4, Ink.Hex(0x7fae55));
    }
}
