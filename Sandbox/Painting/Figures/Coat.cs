using Iris.Sandbox.Painting.Words;
using SkiaSharp;

namespace Iris.Sandbox.Painting.Figures;

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

/// <summary>The marks of a sitter's fur besides its colours.</summary>
internal enum Marks
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A panda's eyes and legs.</summary>
    Patches,

    /// <summary>A tiger's stripes.</summary>
    Stripes,

    /// <summary>A lion's mane.</summary>
    Mane,
}

/// <summary>The shape of a sitter's tail.</summary>
internal enum Tail
{
    /// <summary>Hidden.</summary>
    None,

    /// <summary>Cat, dog.</summary>
    Thin,

    /// <summary>Fox, wolf.</summary>
    Bushy,
}

/// <summary>The features that distinguish one sitting animal from another.</summary>
/// <param name="Main">Fur.</param>
/// <param name="Light">Cheeks, breast, tip of the tail.</param>
/// <param name="Dark">Ears, nose, paws.</param>
/// <param name="Ears">Their shape.</param>
/// <param name="Tail">Its shape.</param>
/// <param name="Wide">A round head instead of a pointed one.</param>
/// <param name="Marks">Further marks.</param>
internal sealed record Coat(SKColor Main, SKColor Light, SKColor Dark, Ears Ears, Tail Tail, bool Wide, Marks Marks)
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
            Subject.Fox => new Coat(Ink.Hex(0xe5692a), cream, dark, Ears.Pointed, Tail.Bushy, false, Marks.None),
            Subject.Wolf => new Coat(Ink.Hex(0x77808f), Ink.Hex(0xeef0f2), Ink.Hex(0x2c313c), Ears.Pointed, Tail.Bushy, false, Marks.None),
            Subject.Dog => new Coat(Ink.Hex(0xc98a4b), cream, Ink.Hex(0x4a2f25), Ears.Hanging, Tail.Thin, true, Marks.None),
            Subject.Cat => new Coat(Ink.Hex(0x4a4b57), Ink.Hex(0xd9d4d6), Ink.Hex(0x23232c), Ears.Pointed, Tail.Thin, true, Marks.None),
            Subject.Tiger => new Coat(Ink.Hex(0xee8a2c), Ink.Hex(0xfff4e2), Ink.Hex(0x2b2024), Ears.Round, Tail.Thin, true, Marks.Stripes),
            Subject.Lion => new Coat(Ink.Hex(0xe2ab5c), Ink.Hex(0xfbe9c8), Ink.Hex(0x7a4423), Ears.Round, Tail.Thin, true, Marks.Mane),
            Subject.Bear => new Coat(Ink.Hex(0x7a4f36), Ink.Hex(0xd7b48f), Ink.Hex(0x3a241b), Ears.Round, Tail.None, true, Marks.None),
            Subject.Rabbit => new Coat(Ink.Hex(0xc9b8a6), Ink.Hex(0xfbf6ef), Ink.Hex(0x6b5248), Ears.Long, Tail.None, true, Marks.None),
            Subject.Panda => new Coat(Ink.Hex(0xf6f2ea), Ink.Hex(0xffffff), Ink.Hex(0x2a2a30), Ears.Round, Tail.None, true, Marks.Patches),
            _ => null,
        };
        if (coat is null || color is not { } main || subject == Subject.Panda)
            return coat;
        return coat with { Main = main, Dark = Ink.Mix(main, dark, 0.8f) };
    }
}
