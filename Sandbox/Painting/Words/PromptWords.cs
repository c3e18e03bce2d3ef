using System.Text;

namespace Iris.Sandbox.Painting.Words;

/// <summary>A word or phrase of a prompt.</summary>
/// <param name="Text">As written.</param>
/// <param name="Meanings">What it says; null if it is not known.</param>
/// <param name="Close">Only spaces stand between it and the word before.</param>
/// <param name="Unspaced">Its script writes no spaces.</param>
internal readonly record struct PromptWord(string Text, Meaning[]? Meanings, bool Close, bool Unspaced);

/// <summary>Cuts a prompt into words and phrases, the longest known one first.</summary>
internal static class PromptWords
{
    // What stands before a word in Hiragana: particles and the ends of adjectives. Elsewhere the letters belong to a longer word.
    private const string BeforeHiragana = "のとがをにはでもやいな";

    private readonly record struct Piece(int Start, int Length, string Folded, bool Close);

    /// <summary>The words of a prompt in order.</summary>
    public static IEnumerable<PromptWord> Of(string prompt)
    {
        var spaced = new List<Piece>();
        var close = false;
        for (var at = 0; at < prompt.Length;)
        {
            var start = at;
            if (Lexicon.IsUnspaced(prompt[at]))
            {
                while (at < prompt.Length && Lexicon.IsUnspaced(prompt[at]))
                    at++;
                foreach (var word in Spaced(prompt, spaced))
                    yield return word;
                foreach (var word in Unspaced(prompt, start, at))
                    yield return word;
                close = true;
            }
            else if (char.IsLetterOrDigit(prompt[at]))
            {
                var folded = new StringBuilder();
                for (; at < prompt.Length && IsPart(prompt[at]); at++)
                    folded.Append(Lexicon.Fold(prompt[at]));
                spaced.Add(new(start, at - start, folded.ToString(), close));
                close = true;
            }
            else
            {
                close &= prompt[at] is ' ' or '-' or '\'' or '’';
                at++;
            }
        }
        foreach (var word in Spaced(prompt, spaced))
            yield return word;
    }

    private static bool IsPart(char c) => (char.IsLetterOrDigit(c) || c is >= '\u0300' and <= '\u036f') && !Lexicon.IsUnspaced(c);

    private static IEnumerable<PromptWord> Spaced(string prompt, List<Piece> pieces)
    {
        for (var at = 0; at < pieces.Count;)
        {
            var count = Math.Min(Lexicon.LongestPhrase, pieces.Count - at);
            Meaning[]? meanings = null;
            for (; count > 0; count--)
            {
                var phrase = pieces.GetRange(at, count);
                if (phrase.Skip(1).All(piece => piece.Close) && Lexicon.Find(string.Join('_', phrase.Select(piece => piece.Folded))) is { } found)
                {
                    meanings = found;
                    break;
                }
            }
            count = Math.Max(1, count);
            var (first, last) = (pieces[at], pieces[at + count - 1]);
            yield return new(prompt[first.Start..(last.Start + last.Length)], meanings, first.Close, Unspaced: false);
            at += count;
        }
        pieces.Clear();
    }

    private static IEnumerable<PromptWord> Unspaced(string prompt, int start, int end)
    {
        var unknown = start;
        for (var at = start; at < end;)
        {
            var (length, meanings) = Longest(prompt, start, at, end);
            var hiragana = meanings is null && IsHiragana(prompt[at]);
            if ((meanings is not null || hiragana) && unknown < at)
                yield return new(prompt[unknown..at], null, true, Unspaced: true);
            if (meanings is not null)
                yield return new(prompt.Substring(at, length), meanings, true, Unspaced: true);
            at += length;
            if (meanings is not null || hiragana)
                unknown = at;
        }
        if (unknown < end)
            yield return new(prompt[unknown..end], null, true, Unspaced: true);
    }

    private static (int Length, Meaning[]? Meanings) Longest(string prompt, int start, int at, int end)
    {
        if (IsHiragana(prompt[at]) && at > start && IsHiragana(prompt[at - 1]) && !BeforeHiragana.Contains(prompt[at - 1]))
            return (1, null);
        for (var length = Math.Min(Lexicon.LongestUnspaced, end - at); length > 0; length--)
        {
            if (Lexicon.Find(prompt.AsSpan(at, length)) is { } meanings)
                return (length, meanings);
        }
        return (1, null);
    }

    // Particles and endings are written in it; nouns that we do not know are most often not.
    private static bool IsHiragana(char c) => c is >= '\u3041' and <= '\u309f';
}
