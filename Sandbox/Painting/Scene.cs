using Iris.Sandbox.Painting.Figures;
using Iris.Sandbox.Painting.Places;
using Iris.Sandbox.Painting.Words;

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
        : this(Motif.Read(prompt), Dice.Hash(prompt, seed), transparent)
    {
    }

    /// <summary>Decides what the picture shows.</summary>
    /// <param name="motif">What the prompt says.</param>
    /// <param name="seed">The hash of prompt and seed.</param>
    /// <param name="transparent">Leave out the sky and whatever hangs in it.</param>
    public Scene(Motif motif, ulong seed, bool transparent)
    {
        (Motif, _seed, Transparent) = (motif, seed, transparent);
        var dice = new Dice(seed);
        Hour = motif.Hour ?? dice.Pick<Hour>([Hour.Dawn, Hour.Day, Hour.Day, Hour.Dusk, Hour.Dusk, Hour.Night]);
        Scenery = Settings.Of(motif, dice);
        Palette = motif.Mood is { } mood ? mood.Mood(Hour) : Palette.For(Scenery == Scenery.Space ? Hour.Night : Hour, motif.Snow, dice);
    }

    /// <summary>What the prompt said.</summary>
    public Motif Motif { get; }

    /// <summary>Where it plays.</summary>
    public Scenery Scenery { get; }

    /// <summary>When.</summary>
    public Hour Hour { get; }

    /// <summary>In which colours.</summary>
    public Palette Palette { get; }

    /// <summary>Whether the sky is left out.</summary>
    public bool Transparent { get; }

    /// <summary>Whether the figures are all there is, as on a sticker; a cut-out of a scenery is its land.</summary>
    public bool IsCutOut => Transparent && Motif.Figures.Count > 0;

    /// <summary>Whether the sky is dark enough for stars.</summary>
    public bool Dark => Hour == Hour.Night || Scenery == Scenery.Space;

    /// <summary>Draws it.</summary>
    public void Draw(Easel easel)
    {
        var dice = new Dice(_seed ^ 0xA5A5A5A5A5A5A5A5UL);
        var place = dice.Split();
        if (!IsCutOut)
            Sceneries.Draw(easel, this, place);
        Group.Draw(easel, this, dice.Split());
        if (!Transparent)
            Weather.Draw(easel, this, dice.Split());
    }
}
