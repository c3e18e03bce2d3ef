using System.Collections.Frozen;

namespace Iris.Sandbox.Painting.Words;

/// <summary>What kind of thing a word says.</summary>
internal enum WordKind
{
    /// <summary>Nothing that is drawn: an article, a preposition, "picture".</summary>
    Nothing,

    /// <summary>A person, if nobody else is named: "portrait of a cat" is a cat.</summary>
    Portrait,

    Subject, Place, Hour, Colour, Count, Snow, Rain, Blossom,
}

/// <summary>One thing that a word says.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Value">The member of that kind's enumeration, or the number.</param>
/// <param name="Several">The word is a plural: "foxes".</param>
/// <param name="Follows">As a colour it stands behind what it colours, as in French and Spanish.</param>
internal readonly record struct Meaning(WordKind Kind, int Value = 0, bool Several = false, bool Follows = false);

/// <summary>A row of the <see cref="Vocabulary"/>.</summary>
/// <param name="Means">What its words say.</param>
/// <param name="One">How the painter names it.</param>
/// <param name="Many">How it names more than one.</param>
/// <param name="Words">Languages apart by <c>|</c>, words by white space.</param>
internal sealed record Row(Meaning Means, string One, string Many, string Words)
{
    public static Row Of(Subject subject, string one, string many, string words) => new(new(WordKind.Subject, (int)subject), one, many, words);

    public static Row Of(Scenery place, string name, string words) => new(new(WordKind.Place, (int)place), name, name, words);

    public static Row Of(Hour hour, string name, string words) => new(new(WordKind.Hour, (int)hour), name, name, words);

    public static Row Of(Colour colour, string name, string words) => new(new(WordKind.Colour, (int)colour), name, name, words);

    public static Row Of(WordKind kind, string name, string words) => new(new(kind), name, name, words);

    public static Row Of(int count, string words) => new(new(WordKind.Count, count), "", "", words);
}

/// <summary>Finds words of the <see cref="Vocabulary"/>, in the form that <see cref="Fold"/> gives them.</summary>
internal static class Lexicon
{
    private const int French = 2;
    private const int Spanish = 3;

    private static readonly FrozenDictionary<string, Meaning[]> Entries = Build();
    private static readonly FrozenDictionary<string,
        Meaning[]>.AlternateLookup<ReadOnlySpan<char>> Lookup = Entries.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenDictionary<(WordKind, int), Row> Rows =
        Vocabulary.Subjects.Concat(Vocabulary.Places).Concat(Vocabulary.Moods).ToFrozenDictionary(row => (row.Means.Kind, row.Means.Value));

    /// <summary>The most words of a phrase.</summary>
    public static readonly int LongestPhrase = Entries.Keys.Max(key => key.Count(c => c == '_') + 1);

    /// <summary>The most characters of a word that is written without spaces.</summary>
    public static readonly int LongestUnspaced = Entries.Keys.Where(key => IsUnspaced(key[0])).Max(key => key.Length);

    /// <summary>What a folded word or phrase says; null if it is not known.</summary>
    public static Meaning[]? Find(ReadOnlySpan<char> folded) => Lookup.TryGetValue(folded, out var meanings) ? meanings : null;

    /// <summary>How the painter names a thing.</summary>
    public static string Name(WordKind kind, int value, bool several = false) =>
        Rows.TryGetValue((kind, value), out var row) ? several ? row.Many : row.One : "";

    /// <summary>Whether the character belongs to a script that writes no spaces: Han, Hiragana, Katakana.</summary>
    public static bool IsUnspaced(char c) =>
        c is >= '\u3005' and <= '\u3007' or >= '\u3041' and <= '\u30ff' or >= '\u3400' and <= '\u9fff' or >= '\uf900' and <= '\ufaff';

    /// <summary>
    /// A letter in lower case and without its accent; null for a combining accent. The globalization tables are not there
    /// (InvariantGlobalization), so that the accents of the languages we read are listed.
    /// </summary>
    public static string? Fold(char c)
    {
        const string Accented = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿ", Plain = "aaaaaaceeeeiiiinooooouuuuyy";
        c = char.ToLowerInvariant(c);
        if (c is >= '\u0300' and <= '\u036f')
            return null;
        var at = c < '\u00df' ? -1 : Accented.IndexOf(c, StringComparison.Ordinal);
        return at >= 0 ? Plain[at].ToString() : c switch { 'ß' => "ss", 'œ' => "oe", 'æ' => "ae", _ => c.ToString() };
    }

    private static FrozenDictionary<string, Meaning[]> Build()
    {
        var entries = new Dictionary<string, List<Meaning>>();
        foreach (var row in Vocabulary.Subjects.Concat(Vocabulary.Places).Concat(Vocabulary.Moods).Concat(Vocabulary.Counts).Append(Vocabulary.Empty))
        {
            var languages = row.Words.Split('|')
                .Select(words => words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Folded).ToArray()).ToArray();
            for (var language = 0; language < languages.Length; language++)
            {
                foreach (var word in languages[language])
                {
                    var meanings = entries.TryGetValue(word, out var known) ? known : entries[word] = [];
                    if (!meanings.Exists(meaning => meaning.Kind == row.Means.Kind && meaning.Value == row.Means.Value))
                        meanings.Add(row.Means with { Several = IsPlural(row, word, languages[language]), Follows = language is French or Spanish });
                }
            }
        }
        return entries.ToFrozenDictionary(entry => entry.Key, entry => entry.Value.ToArray());
    }

    // English, French and Spanish plurals beside their singular; German ones have no form that tells them.
    private static bool IsPlural(Row row, string word, string[] others) =>
        row.Many != row.One && !row.One.EndsWith(' ' + word, StringComparison.Ordinal)
            && (word == Folded(row.Many) || (word[^1] is 's' or 'x' && others.Any(other => word == other + word[^1] || word == other + "es")));

    private static string Folded(string word) => string.Concat(word.Select(Fold));
}
