using Iris.Sandbox.Painting.Words;
using SkiaSharp;

namespace Iris.Sandbox.Painting.Figures;

/// <summary>
/// Heads and shoulders seen from the front: a man, old people, children. 300 units tall, cut by the picture's lower edge at the origin.
/// </summary>
internal static class People
{
    private static readonly (SKColor Skin, SKColor Hair)[] Looks =
    [
        (Ink.Hex(0xf0c3a0), Ink.Hex(0x7a4a2b)), (Ink.Hex(0xf0c3a0), Ink.Hex(0x3a2430)), (Ink.Hex(0xe2ac82), Ink.Hex(0x2a1f2b)),
        (Ink.Hex(0xb97a50), Ink.Hex(0x2d1a20)), (Ink.Hex(0x8d5536), Ink.Hex(0x1c1318)),
    ];

    /// <summary>Draws one before a disc.</summary>
    public static void Draw(Easel easel, Scene scene, Subject subject, SKColor? coat, Dice dice)
    {
        var palette = scene.Palette;
        var scale = MathF.Min(easel.Height * 0.72f, 820) / 300f;
        var (skin, hair) = dice.Pick<(SKColor, SKColor)>(Looks);
        var cloth = coat ?? Ink.Mix(palette.Accent, palette.Near, subject is Subject.OldMan or Subject.OldWoman ? 0.3f : 0f);
        easel.Disc(easel.Width / 2, easel.Height - (176 * scale), 118 * scale, Ink.Mix(palette.Orb, palette.Accent, 0.18f));
        var old = subject is Subject.OldMan or Subject.OldWoman;
        if (old)
            hair = Ink.Hex(0xe9e6e2);
        var child = subject == Subject.Child;
        var variant = dice.Chance(0.5f);
        easel.At(easel.Width / 2, easel.Height + 2, scale * (child ? 0.9f : 1f), false, person =>
        {
            if (subject == Subject.OldWoman)
                person.Disc(0, -258, 27, hair.Darker(0.06f));
            if (child && variant)
                Pigtails(person, hair, cloth);
            Shoulders(person, subject, skin, cloth);
            Head(person, skin, child);
            Hair(person, subject, hair, variant);
            Face(person, subject, skin, hair, variant);
        });
    }

    private static void Shoulders(Easel person, Subject subject, SKColor skin, SKColor cloth)
    {
        var wide = subject switch { Subject.Man => 1.1f, Subject.Child => 0.78f, _ => 0.96f };
        person.Bar(-22, -122, 44, 60, 12, skin.Darker(0.14f));
        person.Canvas.Save();
        person.Canvas.Scale(wide, 1);
        person.Svg("M-126,4 C-122,-56 -86,-74 -32,-86 C-18,-66 18,-66 32,-86 C86,-74 122,-56 126,4 Z", cloth);
        person.Svg("M8,-70 C20,-72 28,-78 32,-86 C86,-74 122,-56 126,4 L20,4 Z", SKColors.Black.Fade(0.12f));
        if (subject == Subject.Man)
            person.Svg("M-32,-86 L-6,-42 L-14,-34 L-48,-78 Z M32,-86 L6,-42 L14,-34 L48,-78 Z", cloth.Lighter(0.25f));
        if (subject == Subject.OldWoman)
            person.Svg("M-38,-86 C-70,-70 -84,-30 -60,4 L-10,4 C-40,-30 -30,-60 -8,-70 Z M38,-86 C70,-70 84,-30 60,4 L10,4 C40,-30 30,-60 8,-70 Z", cloth.Lighter(0.3f));
        person.Canvas.Restore();
    }

    private static void Head(Easel person, SKColor skin, bool child)
    {
        for (var side = -1; side <= 1; side += 2)
            person.Disc(side * 53, -162, 12, skin.Darker(0.1f));
        person.Oval(0, -168, child ? 58 : 53, child ? 60 : 64, skin);
        person.Svg("M0,-232 C36,-232 54,-200 53,-166 C52,-128 28,-104 0,-104 C24,-120 34,-150 30,-180 C26,-208 14,-226 0,-232 Z", SKColors.Black.Fade(0.07f));
    }

    private static void Hair(Easel person, Subject subject, SKColor hair, bool variant)
    {
        switch (subject)
        {
            case Subject.OldMan:
                for (var side = -1; side <= 1; side += 2)
                    person.Svg($"M{side * 50},-206 C{side * 66},-200 {side * 70},-168 {side * 58},-146 C{side * 52},-160 {side * 50},-176 {side * 46},-190 Z", hair.Darker(0.08f));
                person.Svg("M-54,-166 C-58,-112 -30,-66 0,-58 C30,-66 58,-112 54,-166 C46,-136 24,-134 0,-136 C-24,-134 -46,-136 -54,-166 Z", hair);
                person.Svg("M0,-58 C30,-66 58,-112 54,-166 C48,-130 30,-116 14,-110 Z", SKColors.Black.Fade(0.07f));
                break;
            case Subject.OldWoman:
                person.Svg("M-58,-158 C-68,-226 -34,-250 0,-250 C34,-250 68,-226 58,-158 C54,-190 38,-212 0,-214 C-38,-212 -54,-190 -58,-158 Z", hair);
                break;
            case Subject.Child:
                person.Svg("M-60,-166 C-70,-230 -34,-252 4,-248 C44,-248 68,-222 60,-166 C54,-186 46,-196 30,-204 C20,-192 -4,-194 -18,-206 C-30,-192 -50,-190 -60,-166 Z", hair);
                if (!variant)
                    person.Svg("M-10,-240 C-8,-262 8,-268 18,-262 C10,-258 12,-248 16,-240 Z", hair);
                break;
            default:
                person.Svg("M-57,-160 C-66,-230 -28,-254 4,-250 C40,-252 66,-226 57,-160 C54,-186 46,-200 26,-204 C-4,-208 -28,-214 -38,-200 C-50,-192 -54,-180 -57,-160 Z", hair);
                if (variant)
                    person.Svg("M-54,-166 C-56,-116 -30,-98 0,-96 C30,-98 56,-116 54,-166 C48,-138 30,-136 0,-138 C-30,-136 -48,-138 -54,-166 Z", hair);
                break;
        }
    }

    private static void Pigtails(Easel person, SKColor hair, SKColor ribbon)
    {
        for (var side = -1; side <= 1; side += 2)
        {
            person.Svg($"M{side * 54},-206 C{side * 104},-214 {side * 112},-150 {side * 84},-116 C{side * 84},-150 {side * 76},-176 {side * 50},-186 Z", hair);
            person.Disc(side * 58, -198, 10, ribbon);
        }
    }

    private static void Face(Easel person, Subject subject, SKColor skin, SKColor hair, bool variant)
    {
        var ink = Ink.Hex(0x2a1f2b);
        var child = subject == Subject.Child;
        var y = child ? -158f : -170f;
        for (var side = -1; side <= 1; side += 2)
        {
            person.Oval(side * 22, y, child ? 6.5f : 5, child ? 8.5f : 6.5f, ink);
            person.Disc((side * 22) + 2, y - 2.5f, 2, SKColors.White);
            using var brow = SKPath.ParseSvgPathData($"M{side * 12},{y - 16} C{side * 18},{y - 21} {side * 28},{y - 20} {side * 34},{y - 14}");
            person.Trace(brow, subject == Subject.OldMan ? 7 : 3.6f, hair.Darker(subject is Subject.OldMan or Subject.OldWoman ? 0.12f : 0f));
            person.Disc(side * 33, y + 24, 10, Ink.Hex(0xe0605a).Fade(child ? 0.34f : 0.2f));
            if (subject == Subject.OldWoman)
                Ring(person, side * 22, y, 17);
            if (subject is Subject.OldMan or Subject.OldWoman)
                person.Line(side * 36, y + 2, side * 44, y - 3, 1.6f, skin.Darker(0.3f));
        }
        if (subject == Subject.OldWoman)
            person.Line(-5, y, 5, y, 3, ink);
        using var nose = SKPath.ParseSvgPathData($"M-2,{y + 6} C-8,{y + 20} -6,{y + 24} 4,{y + 23}");
        person.Trace(nose, 2.6f, skin.Darker(0.28f));
        if (subject == Subject.OldMan)
            person.Svg($"M0,{y + 30} C-14,{y + 24} -30,{y + 30} -38,{y + 44} C-22,{y + 44} -8,{y + 42} 0,{y + 36} C8,{y + 42} 22,{y + 44} 38,{y + 44} C30,{y + 30} 14,{y + 24} 0,{y + 30} Z", hair.Darker(0.1f));
        using var mouth = SKPath.ParseSvgPathData($"M-15,{y + 40} C-8,{y + 49} 8,{y + 49} 15,{y + 40}");
        person.Trace(mouth, 3.4f, subject == Subject.Man && variant ? Ink.Hex(0xf0c0b0) : Ink.Mix(skin, Ink.Hex(0xa02a34), 0.65f));
    }

    private static void Ring(Easel person, float x, float y, float radius)
    {
        using var builder = new SKPathBuilder();
        builder.AddCircle(x, y, radius);
        using var ring = builder.Detach();
        person.Fill(ring, SKColors.White.Fade(0.22f));
        person.Trace(ring, 3, Ink.Hex(0x2a1f2b));
    }
}
