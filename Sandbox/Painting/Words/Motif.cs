namespace Iris.Sandbox.Painting.Words;

/// <summary>Somebody or something in the foreground.</summary>
/// <param name="Subject">Who or what.</param>
/// <param name="Count">How many of it, 1..3.</param>
/// <param name="Coat">Its colour ("a red kite"); null for its own.</param>
internal sealed record Figure(Subject Subject, int Count, Colour? Coat);

/// <summary>What a prompt asks for, as far as the painter's vocabulary goes; everything unsaid is left to the dice.</summary>
internal sealed record Motif
{
    /// <summary>Where; null when the prompt does not say.</summary>
    public Scenery? Scenery { get; init; }

    /// <summary>Who; all together at most <see cref="MotifReader.MostFigures"/>.</summary>
    public IReadOnlyList<Figure> Figures { get; init; } = [];

    /// <summary>When; null when the prompt does not say.</summary>
    public Hour? Hour { get; init; }

    /// <summary>Whether there is snow.</summary>
    public bool Snow { get; init; }

    /// <summary>Whether it rains.</summary>
    public bool Rain { get; init; }

    /// <summary>Whether cherry trees bloom.</summary>
    public bool Blossom { get; init; }

    /// <summary>The colour of the whole picture; null for the hour's own.</summary>
    public Colour? Mood { get; init; }

    /// <summary>Words that are known, and not shown: a second place, a fourth figure.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>Words that are not known, as the prompt writes them.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>Who stands in the middle.</summary>
    public Subject Subject => Figures.Count > 0 ? Figures[0].Subject : Subject.None;

    /// <summary>The first figure's colour.</summary>
    public Colour? Coat => Figures.Count > 0 ? Figures[0].Coat : null;

    /// <summary>Reads a prompt. The first word of a kind wins.</summary>
    public static Motif Read(string prompt)
    {
        var reader = new MotifReader();
        foreach (var word in PromptWords.Of(prompt))
            reader.Take(word);
        return reader.Finish();
    }
}
