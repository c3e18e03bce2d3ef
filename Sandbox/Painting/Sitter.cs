using SkiaSharp;

namespace Iris.Sandbox.Painting;

/// <summary>The shape of a sitter's ears.</summary>
internal enum Ears
{
    /// <summary>Fox, wolf, cat.</summary>
    Pointed,

    /// <summary>Bear, panda.</summary>
    Round,

    /// <summary>Dog.</summary>
    Hanging,

    /// <summary>Rabbit.</summary>
    Long,
}

/// <summary>What tells one sitting animal from another.</summary>
/// <param name="Main">Fur.</param>
/// <param name="Light">Cheeks, breast, tip of the tail.</param>
/// <param name="Dark">Ears, nose, paws.</param>
/// <param name="Ears">Their shape.</param>
/// <param name="Bushy">A fox's brush instead of a thin or no tail.</param>
/// <param name="Wide">A round head instead of a pointed one.</param>
/// <param name="Patches">A panda's eyes.</param>
/// <param name="Tail">Any tail at all.</param>
internal sealed record Coat(SKColor Main, SKColor Light, SKColor Dark, Ears Ears, bool Bushy, bool Wide, bool Patches, bool Tail)
{
    /// <summary>The coat of a sitting animal in a colour or its own; null for whoever does not sit.</summary>
    public static Coat? Of(Subject subject, SKColor? color)
    {
        var cream = Ink.Hex(0xfdf3e3);
        var dark = Ink.Hex(0x33262b);
        // "a red fox" is the animal's name as much as its colour: fox red, not signal red.
        if (subject == Subject.Fox && color == Colour.Red.Paint())
            color = Ink.Hex(0xdd5324);
        Coat? coat = subject switch
        {
            Subject.Fox => new Coat(Ink.Hex(0xe5692a), cream, dark, Ears.Pointed, true, false, false, true),
            Subject.Wolf => new Coat(Ink.Hex(0x77808f), Ink.Hex(0xeef0f2), Ink.Hex(0x2c313c), Ears.Pointed, true, false, false, true),
            Subject.Dog => new Coat(Ink.Hex(0xc98a4b), cream, Ink.Hex(0x4a2f25), Ears.Hanging, false, true, false, true),
            Subject.Cat => new Coat(Ink.Hex(0x4a4b57), Ink.Hex(0xd9d4d6), Ink.Hex(0x23232c), Ears.Pointed, false, true, false, true),
            Subject.Bear => new Coat(Ink.Hex(0x7a4f36), Ink.Hex(0xd7b48f), Ink.Hex(0x3a241b), Ears.Round, false, true, false, false),
            Subject.Rabbit => new Coat(Ink.Hex(0xc9b8a6), Ink.Hex(0xfbf6ef), Ink.Hex(0x6b5248), Ears.Long, false, true, false, false),
            Subject.Panda => new Coat(Ink.Hex(0xf6f2ea), Ink.Hex(0xffffff), Ink.Hex(0x2a2a30), Ears.Round, false, true, true, false),
            _ => null,
        };
        if (coat is null || color is not { } main || subject == Subject.Panda)
            return coat;
        return coat with { Main = main, Dark = Ink.Mix(main, dark, 0.8f) };
    }
}

/// <summary>A sitting animal seen from the front, built of a few large planes, in a box of 200 by 240 with its feet at y = 234.</summary>
internal static class Sitter
{
    /// <summary>Draws it.</summary>
    public static void Draw(Easel easel, Coat coat)
    {
        Tail(easel, coat);
        Body(easel, coat);
        Ear(easel, coat);
        Head(easel, coat);
    }

    private static void Tail(Easel easel, Coat coat)
    {
        if (!coat.Tail)
            return;
        if (!coat.Bushy)
        {
            using var thin = SKPath.ParseSvgPathData("M136,224 C178,228 190,196 176,168");
            easel.Trace(thin, 13, coat.Main.Darker(0.16f));
            return;
        }
        easel.Svg("M118,232 C168,240 208,214 204,164 C202,142 192,124 178,112 C174,140 168,166 138,186 Z", coat.Main.Darker(0.1f));
        easel.Svg("M118,232 C150,238 182,226 196,196 C176,214 150,214 130,204 Z", coat.Main.Darker(0.26f));
        easel.Svg("M178,112 C192,124 202,142 204,160 C196,154 192,158 188,152 C182,158 176,152 172,150 C175,138 177,126 178,112 Z", coat.Light);
    }

    private static void Body(Easel easel, Coat coat)
    {
        var legs = coat.Patches ? coat.Dark : coat.Main;
        easel.Svg("M100,92 C66,104 52,150 48,194 C46,220 58,234 78,234 L122,234 C142,234 154,220 152,194 C148,150 134,104 100,92 Z", coat.Main);
        easel.Svg("M100,92 C134,104 148,150 152,194 C154,220 142,234 122,234 L100,234 Z", SKColors.Black.Fade(0.1f));
        easel.Svg("M48,200 C46,222 58,235 76,234 C84,226 82,198 66,184 C56,184 50,190 48,200 Z", coat.Main.Darker(0.14f));
        easel.Svg("M152,200 C154,222 142,235 124,234 C116,226 118,198 134,184 C144,184 150,190 152,200 Z", coat.Main.Darker(0.22f));
        easel.Svg("M100,108 C78,112 70,140 78,166 L86,160 L90,176 L100,170 L110,176 L114,160 L122,166 C130,140 122,112 100,108 Z", coat.Light);
        easel.Svg("M79,162 C76,190 77,212 76,228 C78,237 95,237 97,229 L99,180 Z", legs);
        easel.Svg("M121,162 C124,190 123,212 124,228 C122,237 105,237 103,229 L101,180 Z", legs.Darker(0.1f));
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
                        local.Disc(58, 40, 19, coat.Patches ? coat.Dark : fur);
                        local.Disc(58, 41, 10, coat.Dark.Lighter(coat.Patches ? 0.1f : 0.25f));
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
        });
        if (coat.Ears == Ears.Hanging)
        {
            easel.Svg("M60,40 C36,36 26,66 34,104 C48,108 58,84 66,60 Z", coat.Dark);
            easel.Svg("M140,40 C164,36 174,66 166,104 C152,108 142,84 134,60 Z", coat.Dark);
        }
        Face(easel, coat);
    }

    private static void Face(Easel easel, Coat coat)
    {
        if (coat.Patches)
        {
            easel.At(76, 80, 1, false, local => local.Svg("M-14,12 C-20,-4 -4,-18 8,-12 C16,-4 4,16 -14,12 Z", coat.Dark));
            easel.At(124, 80, 1, true, local => local.Svg("M-14,12 C-20,-4 -4,-18 8,-12 C16,-4 4,16 -14,12 Z", coat.Dark));
        }
        var iris = coat.Patches ? coat.Dark.Lighter(0.12f) : Ink.Hex(0x1f1a20);
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
