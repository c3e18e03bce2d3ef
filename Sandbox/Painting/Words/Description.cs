namespace Iris.Sandbox.Painting.Words;

/// <summary>Says in English what a picture shows, and which of the prompt's words it does not: OpenAI's <c>revised_prompt</c>.</summary>
internal static class Description
{
    private const int MostWords = 8;
    private const int LongestWord = 40;

    /// <summary>For example "a red fox, snow, mountains, dawn; not known: sunglasses".</summary>
    public static string Of(Scene scene)
    {
        var motif = scene.Motif;
        var parts = motif.Figures.Select(Figure).ToList();
        AddIf(parts, motif.Snow, Lexicon.Name(WordKind.Snow, 0));
        AddIf(parts, motif.Rain, Lexicon.Name(WordKind.Rain, 0));
        AddIf(parts, motif.Blossom, Lexicon.Name(WordKind.Blossom, 0));
        AddIf(parts, !scene.IsCutOut, Lexicon.Name(WordKind.Place, (int)scene.Scenery));
        AddIf(parts, motif.Mood is not null, "in " + Lexicon.Name(WordKind.Colour, (int)(motif.Mood ?? 0)));
        AddIf(parts, !scene.Transparent && scene.Scenery is not (Scenery.Space or Scenery.Abstract or Scenery.Pattern),
            Lexicon.Name(WordKind.Hour, (int)scene.Hour));
        AddIf(parts, scene.Transparent, "no background");
        return string.Join(", ", parts) + Words("left out", motif.LeftOut) + Words("not known", motif.Unknown);
    }

    private static string Figure(Figure figure)
    {
        var colour = figure.Coat is { } coat ? Lexicon.Name(WordKind.Colour, (int)coat) + " " : "";
        var one = Lexicon.Name(WordKind.Subject, (int)figure.Subject);
        var many = Lexicon.Name(WordKind.Subject, (int)figure.Subject, several: true);
        if (figure.Count > 1 && one != many)
            return $"{(figure.Count == 2 ? "two" : "three")} {colour}{many}";
        var space = one.StartsWith("a ", StringComparison.Ordinal) || one.StartsWith("an ", StringComparison.Ordinal)
            ? one.IndexOf(' ', StringComparison.Ordinal) + 1
            : 0;
        if (colour.Length == 0 || space == 0)
            return colour + one;
        return (colour[0] == 'o' ? "an " : "a ") + colour + one[space..];
    }

    private static string Words(string title, IReadOnlyList<string> words)
    {
        var distinct = words.Distinct(StringComparer.OrdinalIgnoreCase).Select(word => word.Length > LongestWord ? word[..LongestWord] + "…" : word)
            .ToList();
        if (distinct.Count == 0)
            return "";
        var more = distinct.Count - MostWords;
        return $"; {title}: {string.Join(", ", distinct.Take(MostWords))}{(more > 0 ? $" and {more} more" : "")}";
    }

    private static void AddIf(List<string> parts, bool condition, string part)
    {
        if (condition)
            parts.Add(part);
    }
}
