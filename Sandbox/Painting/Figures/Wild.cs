using Iris.Sandbox.Painting.Places;
using SkiaSharp;

namespace Iris.Sandbox.Painting.Figures;

/// <summary>Creatures that do not sit: an owl, a stag, a whale, a person.</summary>
internal static class Wild
{
    /// <summary>An owl on a branch.</summary>
    public static void Owl(Easel easel, Scene scene, SKColor? coat)
    {
        var scale = MathF.Min(easel.Height * 0.52f, 620) / 240f;
        var (x, y) = (easel.Width / 2, easel.Height * 0.86f);
        var fur = coat ?? Ink.Hex(0x8a6248);
        var dark = fur.Darker(0.4f);
        var light = Ink.Mix(fur, Ink.Hex(0xfff3dc), 0.75f);
        var branch = scene.Palette.Near.Darker(0.1f);
        using var bough = SKPath.ParseSvgPathData($"M{(scene.Transparent ? x - (110 * scale) : -20)},{y + (16 * scale)} C{x - (60 * scale)},{y - (6 * scale)} {x + (40 * scale)},{y + (14 * scale)} {x + (130 * scale)},{y - (6 * scale)}");
        easel.Trace(bough, 17 * scale, branch);
        easel.At(x - (100 * scale), y - (226 * scale), scale, false, owl =>
        {
            owl.Svg("M100,40 C150,40 160,90 156,140 C154,190 130,226 100,228 C70,226 46,190 44,140 C40,90 50,40 100,40 Z", fur);
            owl.Svg("M100,96 C130,96 138,130 134,160 C130,196 116,216 100,220 C84,216 70,196 66,160 C62,130 70,96 100,96 Z", light);
            for (var row = 0; row < 4; row++)
            {
                for (var i = 0; i < 4 - (row % 2); i++)
                    owl.Oval(80 + (13.4f * i) + (row % 2 * 6.7f), 140 + (18 * row), 5, 7, fur.Fade(0.75f));
            }
            owl.Svg("M48,110 C34,150 44,200 74,218 C80,180 70,130 48,110 Z", dark);
            owl.Svg("M152,110 C166,150 156,200 126,218 C120,180 130,130 152,110 Z", dark.Darker(0.15f));
            owl.Svg("M46,78 C40,50 42,30 46,18 C62,34 84,40 100,44 C116,40 138,34 154,18 C158,30 160,50 154,78 Z", fur.Darker(0.08f));
            owl.Disc(76, 78, 31, light);
            owl.Disc(124, 78, 31, light);
            for (var side = 0; side < 2; side++)
            {
                float eye = side == 0 ? 77 : 123;
                owl.Disc(eye, 78, 19, Ink.Hex(0xf4b740));
                owl.Disc(eye, 78, 11, Ink.Hex(0x1d1a20));
                owl.Disc(eye + 4, 73, 3.6f, SKColors.White);
                owl.Oval(side == 0 ? 84 : 116, 226, 11, 8, Ink.Hex(0xe0a23a));
            }
            owl.Svg("M91,88 C96,82 104,82 109,88 L100,108 Z", Ink.Hex(0xe0a23a));
        });
    }

    /// <summary>A stag in profile, as a silhouette with a lit back.</summary>
    public static void Deer(Easel easel, Scene scene, SKColor? coat)
    {
        var scale = MathF.Min(easel.Height * 0.6f, 700) / 300f;
        var y = easel.Height * (scene.Transparent ? 0.92f : 0.94f);
        var fur = coat ?? Ink.Mix(Ink.Hex(0x8d5734), scene.Palette.Near, scene.Dark ? 0.5f : 0.12f);
        Portraits.Stand(easel, scene, y, 90 * scale);
        easel.At((easel.Width / 2) - (132 * scale), y - (298 * scale), scale, false, deer =>
        {
            var horn = Ink.Mix(fur, Ink.Hex(0xf3dcb8), 0.55f);
            ReadOnlySpan<string> antlers = ["M176,84 C168,60 150,50 146,14", "M158,52 C146,48 136,40 132,24", "M164,64 C176,52 178,38 176,22", "M186,84 C196,62 214,52 220,16", "M206,54 C218,50 226,42 232,28", "M199,62 C192,50 194,38 198,24"];
            foreach (var antler in antlers)
            {
                using var path = SKPath.ParseSvgPathData(antler);
                deer.Trace(path, 5.5f, horn);
            }
            deer.Svg("M92,196 L98,244 L92,298 L103,298 L112,244 L116,196 Z", fur.Darker(0.4f));
            deer.Svg("M164,200 L168,250 L164,298 L175,298 L182,250 L184,196 Z", fur.Darker(0.4f));
            deer.Svg("M64,180 C60,150 84,140 116,144 C140,146 150,144 158,132 C164,118 166,104 172,92 C180,82 194,84 202,92 C212,100 226,106 230,114 C230,122 220,124 208,122 C202,126 200,134 200,146 C202,172 196,196 182,206 C160,214 120,208 98,204 C80,206 68,198 64,180 Z", fur);
            deer.Svg("M66,184 L78,240 L70,298 L82,298 L94,242 L104,200 Z", fur);
            deer.Svg("M176,196 L184,246 L184,298 L196,298 L200,244 L198,178 Z", fur);
            deer.Svg("M70,168 C78,148 100,144 120,146 C144,148 154,142 162,124 L170,98 C170,124 168,146 152,158 C122,166 92,158 70,168 Z", fur.Lighter(0.2f));
            deer.Svg("M66,172 C54,166 52,180 60,190 L68,188 Z", Ink.Hex(0xf7ead6));
            deer.Svg("M172,94 C160,86 152,88 148,94 C156,102 166,102 174,100 Z", fur.Darker(0.15f));
            deer.Svg("M200,146 C202,168 198,188 190,198 C184,180 186,160 190,140 Z", Ink.Hex(0xf7ead6).Fade(0.75f));
            deer.Disc(197, 99, 3.4f, Ink.Hex(0x1c1518));
            deer.Oval(228, 115, 5, 4.4f, Ink.Hex(0x1c1518));
        });
    }

    /// <summary>A whale between the waves, blowing.</summary>
    public static void Whale(Easel easel, Scene scene, SKColor? coat, Dice dice)
    {
        var scale = MathF.Min(easel.Width, 1500) / 1000f;
        float x = easel.Width / 2, y = easel.Height * 0.74f;
        var skin = coat ?? Ink.Mix(Ink.Hex(0x2f5a86), scene.Palette.Near, 0.25f);
        easel.At(x - (300 * scale), y - (180 * scale), scale, false, whale =>
        {
            var spray = Ink.Mix(scene.Palette.Low, SKColors.White, 0.6f);
            ReadOnlySpan<string> jets = ["M150,36 C146,-10 128,-50 92,-62", "M152,36 C154,-20 152,-60 150,-92", "M156,36 C160,-10 178,-48 212,-60"];
            foreach (var jet in jets)
            {
                using var path = SKPath.ParseSvgPathData(jet);
                whale.Trace(path, 10, spray.Fade(0.8f));
            }
            whale.Svg("M20,150 C14,80 80,36 170,36 C290,36 360,96 430,118 C470,128 500,112 514,84 C490,70 470,52 470,30 C500,30 520,44 532,58 C546,40 568,28 596,30 C594,58 572,76 548,88 C544,140 500,196 420,214 C320,236 60,250 20,150 Z", skin);
            whale.Svg("M20,150 C60,190 200,186 300,214 C340,222 390,220 420,214 C320,244 60,250 20,150 Z", Ink.Mix(skin, Ink.Hex(0xf2efe6), 0.75f));
            for (var i = 0; i < 6; i++)
            {
                using var pleat = SKPath.ParseSvgPathData($"M{44 + (24 * i)},{174 + (3 * i)} C{90 + (26 * i)},{196 + (2 * i)} {150 + (24 * i)},{204 + (2 * i)} {210 + (22 * i)},{214 + i}");
                whale.Trace(pleat, 2, skin.Fade(0.5f));
            }
            whale.Svg("M190,170 C200,220 240,252 284,256 C280,224 262,186 230,166 Z", skin.Darker(0.25f));
            whale.Svg("M60,80 C110,46 190,40 250,60 C190,56 110,64 60,96 Z", skin.Lighter(0.25f).Fade(0.6f));
            whale.Disc(96, 142, 7, Ink.Hex(0x12161d));
            whale.Disc(98, 140, 2.2f, SKColors.White);
        });
        if (!scene.Transparent)
            Waters.Wave(easel, dice, y + (34 * scale), 26, 260, Ink.Mix(scene.Palette.High, scene.Palette.Near, 0.35f),
                Ink.Mix(scene.Palette.Low, SKColors.White, 0.3f), 0.9f);
    }

    /// <summary>A head and shoulders in profile before a disc, as on a poster.</summary>
    public static void Person(Easel easel, Scene scene, SKColor? coat, Dice dice)
    {
        var scale = MathF.Min(easel.Height * 0.72f, 820) / 300f;
        var palette = scene.Palette;
        // In pairs: a face must stand off from the hair around it.
        var (skin, hair) = dice.Pick<(SKColor, SKColor)>(
        [
            (Ink.Hex(0xf0c3a0), Ink.Hex(0xb5552d)), (Ink.Hex(0xf0c3a0), Ink.Hex(0x3a2430)), (Ink.Hex(0xd99e73), Ink.Hex(0x2a1f2b)),
            (Ink.Hex(0xb97a50), Ink.Hex(0x2d1a20)), (Ink.Hex(0x8d5536), Ink.Hex(0x1c1318)),
        ]);
        var cloth = coat ?? palette.Accent;
        easel.Disc(easel.Width / 2, easel.Height - (190 * scale), 112 * scale, Ink.Mix(palette.Orb, palette.Accent, 0.18f));
        var mirrored = dice.Chance(0.5f);
        easel.At((easel.Width / 2) + (150 * scale * (mirrored ? 1 : -1)), easel.Height - (296 * scale), scale, mirrored, face =>
        {
            face.Svg("M92,120 C84,60 130,24 176,34 C216,42 226,84 212,110 C232,140 240,190 262,220 C230,246 190,236 170,220 C120,250 76,226 60,236 C84,200 96,170 92,120 Z", hair);
            face.Svg("M132,170 L132,216 C110,236 60,244 44,300 L256,300 C244,252 206,240 184,218 L182,160 Z", skin.Darker(0.12f));
            face.Svg("M130,212 C100,236 54,246 40,310 L262,310 C248,254 210,240 186,214 C176,238 142,240 130,212 Z", cloth);
            face.Svg("M158,310 L262,310 C248,254 210,240 186,214 C182,226 172,232 160,232 Z", cloth.Darker(0.16f));
            face.Svg("M116,84 C112,110 108,118 100,132 C98,138 104,140 108,141 C106,148 106,152 109,156 C106,162 108,166 112,168 C110,182 118,190 132,188 C156,184 176,164 184,136 C190,110 182,74 152,66 C134,62 120,70 116,84 Z", skin);
            face.Svg("M112,90 C120,56 160,44 190,62 C212,80 206,120 190,150 C190,128 184,112 170,100 C150,98 128,94 112,90 Z", hair.Lighter(0.06f));
            using var brow = SKPath.ParseSvgPathData("M118,110 C124,105 132,105 138,108");
            face.Trace(brow, 3, hair);
            using var eye = SKPath.ParseSvgPathData("M120,121 C126,125 132,124 137,120");
            face.Trace(eye, 2.8f, Ink.Hex(0x2a1f2b));
            using var lips = SKPath.ParseSvgPathData("M110,157 C116,157 122,156 126,153");
            face.Trace(lips, 3, Ink.Mix(skin, Ink.Hex(0xb0303a), 0.6f));
            face.Disc(136, 146, 10, Ink.Hex(0xe0605a).Fade(0.2f));
        });
    }
}
