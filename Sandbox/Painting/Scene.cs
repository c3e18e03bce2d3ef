using SkiaSharp;

namespace Iris.Sandbox.Painting;

/// <summary>
/// One picture about to be drawn: every choice the prompt left open has been made by the dice. Drawing it twice, at any resolution,
/// makes the same strokes.
/// </summary>
internal sealed class Scene
{
    private readonly ulong _seed;

    /// <summary>Decides what the picture shows.</summary>
    /// <param name="prompt">What was asked for.</param>
    /// <param name="seed">Another seed is another variation of the same motif.</param>
    /// <param name="transparent">Leave out the sky and whatever hangs in it.</param>
    public Scene(string prompt, long seed, bool transparent)
    {
        _seed = Dice.Hash(prompt, seed);
        var dice = new Dice(_seed);
        Motif = Motif.Read(prompt);
        Transparent = transparent;
        Hour = Motif.Hour ?? dice.Pick<Hour>([Hour.Dawn, Hour.Day, Hour.Dusk, Hour.Dusk, Hour.Night]);
        Scenery = Motif.Scenery ?? Unsaid(Motif, dice);
        if (Motif.Subject is Subject.Boat or Subject.Whale && Scenery is not (Scenery.Sea or Scenery.Lake or Scenery.Space))
            Scenery = Scenery.Sea;
        if (Motif.Subject is Subject.Lighthouse)
            Scenery = Scenery.Sea;
        Palette = Motif.Mood is { } mood ? mood.Mood(Hour) : Palette.For(Scenery == Scenery.Space ? Hour.Night : Hour, Motif.Snow, dice);
        Coat = Motif.Coat?.Paint();
    }

    /// <summary>What the prompt said.</summary>
    public Motif Motif { get; }

    /// <summary>Where it plays.</summary>
    public Scenery Scenery { get; }

    /// <summary>When.</summary>
    public Hour Hour { get; }

    /// <summary>In which colours.</summary>
    public Palette Palette { get; }

    /// <summary>The subject's colour if the prompt named one.</summary>
    public SKColor? Coat { get; }

    /// <summary>Whether the sky is left out.</summary>
    public bool Transparent { get; }

    /// <summary>Whether the sky is dark enough for stars.</summary>
    public bool Dark => Hour == Hour.Night || Scenery == Scenery.Space;

    /// <summary>Draws it.</summary>
    public void Draw(Easel easel)
    {
        var dice = new Dice(_seed ^ 0xA5A5A5A5A5A5A5A5UL);
        // A cut-out of a subject is the subject alone, as a sticker is; a cut-out of a scenery is its land.
        var sticker = Transparent && Motif.Subject != Subject.None;
        if (!sticker)
            Sceneries.Draw(easel, this, dice.Split());
        if (sticker)
            Enlarge(easel);
        Subjects.Draw(easel, this, dice.Split());
        if (!Transparent)
            Weather.Draw(easel, this, dice.Split());
    }

    /// <summary>A cut-out has no scenery to share the picture with: it fills more of it.</summary>
    private void Enlarge(Easel easel)
    {
        const float Size = 1.25f;
        var pivot = Motif.Subject is Subject.Balloon or Subject.Kite or Subject.Rocket ? 0.5f : 0.7f;
        if (Motif.Subject != Subject.Person)
            easel.Canvas.Scale(Size, Size, easel.Width / 2, easel.Height * pivot);
    }

    private static Scenery Unsaid(Motif motif, Dice dice) => motif.Subject switch
    {
        Subject.Rocket => Scenery.Space,
        Subject.Person => dice.Pick<Scenery>([Scenery.Mountains, Scenery.Forest, Scenery.Meadow, Scenery.Sea]),
        Subject.None => dice.Pick<Scenery>([Scenery.Mountains, Scenery.Lake, Scenery.Lake, Scenery.Sea, Scenery.Desert, Scenery.Forest, Scenery.Meadow, Scenery.Abstract, Scenery.Pattern]),
        _ => dice.Pick<Scenery>([Scenery.Mountains, Scenery.Mountains, Scenery.Forest, Scenery.Meadow]),
    };
}
