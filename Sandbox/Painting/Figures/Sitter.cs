using SkiaSharp;

namespace Iris.Sandbox.Painting.Figures;

/// <summary>A sitting animal seen from the front, built of a few large planes, in a box of 200 by 240 with its feet at y = 234.</summary>
internal static class Sitter
{
    /// <summary>Draws it.</summary>
    public static void Draw(Easel easel, Coat coat)
    {
        Tail(easel, coat);
        Body(easel, coat);
        if (coat.Marks == Marks.Mane)
            Mane(easel, coat.Dark);
        Ear(easel, coat);
        Head(easel, coat);
    }

    private static void Tail(Easel easel, Coat coat)
    {
        if (coat.Tail == Figures.Tail.None)
            return;
        if (coat.Tail == Figures.Tail.Thin)
        {
            using var thin = SKPath.ParseSvgPathData("M136,224 C178,228 190,196 176,168");
            easel.Trace(thin, 13, coat.Main.Darker(0.16f));
            if (coat.Marks == Marks.Mane)
                easel.Oval(176, 160, 12, 17, coat.Dark);
            if (coat.Marks == Marks.Stripes)
                easel.Svg("M170,206 L188,212 L184,202 L172,198 Z M176,190 L190,190 L188,180 L176,180 Z M168,172 L184,164 C182,158 176,158 170,162 Z", coat.Dark);
            return;
        }
        easel.Svg("M118,232 C168,240 208,214 204,164 C202,142 192,124 178,112 C174,140 168,166 138,186 Z", coat.Main.Darker(0.1f));
        easel.Svg("M118,232 C150,238 182,226 196,196 C176,214 150,214 130,204 Z", coat.Main.Darker(0.26f));
        easel.Svg("M178,112 C192,124 202,142 204,160 C196,154 192,158 188,152 C182,158 176,152 172,150 C175,138 177,126 178,112 Z", coat.Light);
    }

    private static void Body(Easel easel, Coat coat)
    {
        var legs = coat.Marks == Marks.Patches ? coat.Dark : coat.Main;
        easel.Svg("M100,92 C66,104 52,150 48,194 C46,220 58,234 78,234 L122,234 C142,234 154,220 152,194 C148,150 134,104 100,92 Z", coat.Main);
        easel.Svg("M100,92 C134,104 148,150 152,194 C154,220 142,234 122,234 L100,234 Z", SKColors.Black.Fade(0.1f));
        easel.Svg("M48,200 C46,222 58,235 76,234 C84,226 82,198 66,184 C56,184 50,190 48,200 Z", coat.Main.Darker(0.14f));
        easel.Svg("M152,200 C154,222 142,235 124,234 C116,226 118,198 134,184 C144,184 150,190 152,200 Z", coat.Main.Darker(0.22f));
        easel.Svg("M100,108 C78,112 70,140 78,166 L86,160 L90,176 L100,170 L110,176 L114,160 L122,166 C130,140 122,112 100,108 Z", coat.Light);
        easel.Svg("M79,162 C76,190 77,212 76,228 C78,237 95,237 97,229 L99,180 Z", legs);
        easel.Svg("M121,162 C124,190 123,212 124,228 C122,237 105,237 103,229 L101,180 Z", legs.Darker(0.1f));
        if (coat.Marks == Marks.Stripes)
        {
            easel.Svg("M50,176 L74,180 L49,186 Z M48,200 L70,202 L48,210 Z M58,150 L78,158 L55,160 Z M150,176 L126,180 L151,186 Z M152,200 L130,202 L152,210 Z M142,150 L122,158 L145,160 Z", coat.Dark);
            easel.Svg("M78,186 L97,188 L78,193 Z M122,186 L103,188 L122,193 Z", coat.Dark);
        }
        easel.Svg("M77,204 L76,228 C78,237 95,237 97,229 L98,208 C92,200 84,210 77,204 Z", coat.Dark);
        easel.Svg("M123,204 L124,228 C122,237 105,237 103,229 L102,208 C108,200 116,210 123,204 Z", coat.Dark);
    }

    private static void Ear(Easel easel, Coat coat)
    {
        for (var side = 0; side < 2; side++)
        {
            var mirrored = side == 1;
            easel.At(mirrored ? 200 : 0, 0, 1, mirrored, local =>
            {
                var fur = mirrored ? coat.Main.Darker(0.08f) : coat.Main;
                switch (coat.Ears)
                {
                    case Ears.Pointed:
                        local.Svg("M47,62 C42,40 44,18 50,4 C66,14 82,30 90,48 Z", fur);
                        local.Svg("M55,52 C51,40 52,28 54,18 C64,26 72,36 77,46 Z", coat.Dark);
                        local.Svg("M60,54 C58,46 59,38 60,32 C66,38 70,44 73,50 Z", coat.Light.Fade(0.8f));
                        break;
                    case Ears.Round:
                        local.Disc(58, 40, 19, coat.Marks == Marks.Patches ? coat.Dark : fur);
                        local.Disc(58, 41, 10, coat.Dark.Lighter(coat.Marks == Marks.Patches ? 0.1f : 0.25f));
                        break;
                    case Ears.Long:
                        local.Svg("M78,56 C58,20 56,-30 70,-42 C86,-34 92,10 92,54 Z", fur);
                        local.Svg("M80,48 C68,18 66,-14 72,-28 C81,-16 85,14 86,46 Z", Ink.Hex(0xf0b7b2).Fade(0.85f));
                        break;
                }
            });
        }
    }

    private static void Head(Easel easel, Coat coat)
    {
        var shape = coat.Wide
            ? "M100,34 C138,34 158,56 158,82 C158,110 130,126 100,128 C70,126 42,110 42,82 C42,56 62,34 100,34 Z"
            : "M100,40 C124,38 142,46 151,60 C158,72 160,82 164,90 C150,98 132,112 116,124 C108,130 92,130 84,124 C68,112 50,98 36,90 C40,82 42,72 49,60 C58,46 76,38 100,40 Z";
        using var head = SKPath.ParseSvgPathData(shape);
        easel.Oval(100, 126, 34, 9, SKColors.Black.Fade(0.16f));
        easel.Fill(head, coat.Main);
        easel.Inside(head, local =>
        {
            local.Svg("M100,0 L200,0 L200,200 L100,200 Z", SKColors.Black.Fade(0.07f));
            if (!coat.Wide)
            {
                local.Svg("M30,92 C52,78 78,84 88,100 C94,112 96,120 100,140 L30,140 Z", coat.Light);
                local.Svg("M170,92 C148,78 122,84 112,100 C106,112 104,120 100,140 L170,140 Z", Ink.Mix(coat.Light, coat.Dark, 0.1f));
                local.Svg("M100,40 L92,62 L100,92 L108,62 Z", coat.Main.Darker(0.12f));
            }
            else
            {
                local.Oval(100, 112, 31, 23, coat.Light);
            }
            if (coat.Marks == Marks.Stripes)
                Stripes(local, coat);
        });
        if (coat.Ears == Ears.Hanging)
        {
            easel.Svg("M60,40 C36,36 26,66 34,104 C48,108 58,84 66,60 Z", coat.Dark);
            easel.Svg("M140,40 C164,36 174,66 166,104 C152,108 142,84 134,60 Z", coat.Dark);
        }
        Face(easel, coat);
    }

    /// <summary>Three on the brow, three on each cheek.</summary>
    private static void Stripes(Easel head, Coat coat)
    {
        head.Svg("M94,30 L106,30 L100,66 Z M72,30 L84,34 L86,58 Z M128,30 L116,34 L114,58 Z", coat.Dark);
        for (var side = 0; side < 2; side++)
            head.At(side == 1 ? 200 : 0, 0, 1, side == 1, cheek => cheek.Svg("M36,78 L66,86 L38,88 Z M38,94 L68,98 L42,104 Z M48,110 L72,109 L56,119 Z", coat.Dark));
        head.Oval(76, 72, 13, 15, coat.Light.Fade(0.85f));
        head.Oval(124, 72, 13, 15, coat.Light.Fade(0.85f));
    }

    private static void Mane(Easel easel, SKColor color)
    {
        for (var i = 0; i < 16; i++)
        {
            var angle = MathF.PI * 2 * i / 16;
            easel.Disc(100 + (56 * MathF.Cos(angle)), 84 + (54 * MathF.Sin(angle)), 25, i % 2 == 0 ? color : color.Lighter(0.1f));
        }
        easel.Disc(100, 84, 62, color);
    }

    private static void Face(Easel easel, Coat coat)
    {
        if (coat.Marks == Marks.Patches)
        {
            easel.At(76, 80, 1, false, local => local.Svg("M-14,12 C-20,-4 -4,-18 8,-12 C16,-4 4,16 -14,12 Z", coat.Dark));
            easel.At(124, 80, 1, true, local => local.Svg("M-14,12 C-20,-4 -4,-18 8,-12 C16,-4 4,16 -14,12 Z", coat.Dark));
        }
        var iris = coat.Marks == Marks.Patches ? coat.Dark.Lighter(0.12f) : Ink.Hex(0x1f1a20);
        for (var side = 0; side < 2; side++)
        {
            var x = side == 0 ? 76f : 124f;
            if (coat.Wide)
                easel.Oval(x, 80, 7.5f, 8.5f, iris);
            else
                easel.At(x, 80, 1, side == 1, local => local.Svg("M-11,-3 C-5,-9 6,-7 10,5 C2,8 -8,6 -11,-3 Z", iris));
            easel.Disc(x + 1.5f, 77.5f, 2.2f, SKColors.White.Fade(0.92f));
        }
        var nose = coat.Wide ? 104f : 118f;
        easel.Svg($"M89,{nose} C92,{nose - 6} 108,{nose - 6} 111,{nose} C109,{nose + 8} 103,{nose + 11} 100,{nose + 11} C97,{nose + 11} 91,{nose + 8} 89,{nose} Z", Ink.Hex(0x241c22));
        easel.Oval(96, nose, 3, 1.6f, SKColors.White.Fade(0.5f));
        if (!coat.Wide)
            return;
        using var mouth = SKPath.ParseSvgPathData($"M88,{nose + 15} C92,{nose + 20} 98,{nose + 19} 100,{nose + 11} C102,{nose + 19} 108,{nose + 20} 112,{nose + 15}");
        easel.Trace(mouth, 2.2f, Ink.Hex(0x241c22));
    }
}
