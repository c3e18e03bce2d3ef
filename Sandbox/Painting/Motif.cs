using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Iris.Sandbox.Painting;

/// <summary>Where a picture plays.</summary>
internal enum Scenery
{
    /// <summary>Ridges behind ridges.</summary>
    Mountains,

    /// <summary>Mountains that mirror in still water.</summary>
    Lake,

    /// <summary>Open water to the horizon.</summary>
    Sea,

    /// <summary>Dunes.</summary>
    Desert,

    /// <summary>Towers with lit windows.</summary>
    City,

    /// <summary>Planets and stars.</summary>
    Space,

    /// <summary>Trunks in fog.</summary>
    Forest,

    /// <summary>Flowers on rolling hills.</summary>
    Meadow,

    /// <summary>Flowing bands before a disc.</summary>
    Abstract,

    /// <summary>A grid of simple shapes.</summary>
    Pattern,
}

/// <summary>Who or what stands in the foreground.</summary>
internal enum Subject
{
    /// <summary>Nobody: the scenery is the picture.</summary>
    None,

    /// <summary>A sitting fox; wolves, dogs, cats, bears, rabbits and pandas sit the same way in another coat.</summary>
    Fox,

    /// <summary>See <see cref="Fox"/>.</summary>
    Wolf,

    /// <summary>See <see cref="Fox"/>.</summary>
    Dog,

    /// <summary>See <see cref="Fox"/>.</summary>
    Cat,

    /// <summary>See <see cref="Fox"/>.</summary>
    Bear,

    /// <summary>See <see cref="Fox"/>.</summary>
    Rabbit,

    /// <summary>See <see cref="Fox"/>.</summary>
    Panda,

    /// <summary>An owl on a branch.</summary>
    Owl,

    /// <summary>A stag.</summary>
    Deer,

    /// <summary>A whale at the surface.</summary>
    Whale,

    /// <summary>A head and shoulders before a disc.</summary>
    Person,

    /// <summary>Hot-air balloons.</summary>
    Balloon,

    /// <summary>A kite on a string.</summary>
    Kite,

    /// <summary>A sailing boat; brings water.</summary>
    Boat,

    /// <summary>A cabin with lit windows.</summary>
    House,

    /// <summary>A lighthouse on a rock; brings the sea.</summary>
    Lighthouse,

    /// <summary>A rocket on its way.</summary>
    Rocket,
}

/// <summary>What a prompt asks for, as far as the painter's vocabulary goes; everything unsaid is left to the dice.</summary>
/// <param name="Scenery">Where; null when the prompt does not say.</param>
/// <param name="Subject">Who.</param>
/// <param name="Hour">When; null when the prompt does not say.</param>
/// <param name="Snow">Whether there is snow.</param>
/// <param name="Rain">Whether it rains.</param>
/// <param name="Mood">The colour of the whole picture; null for the hour's own.</param>
/// <param name="Coat">The colour of the subject, named right before it ("a red kite"); null for its own.</param>
internal sealed partial record Motif(Scenery? Scenery, Subject Subject, Hour? Hour, bool Snow, bool Rain, Colour? Mood, Colour? Coat)
{
    // "a red arctic fox": a colour belongs to the subject when at most this many words stand between them.
    private const int Reach = 2;

    private static readonly FrozenDictionary<string, Scenery> Sceneries = Table(
        (Painting.Scenery.Mountains, "mountain mountains peak peaks alps hill hills valley canyon volcano cliff landscape alpine"),
        (Painting.Scenery.Lake, "lake pond river reflection reflections fjord water waterfall"),
        (Painting.Scenery.Sea, "sea ocean beach coast wave waves island harbor harbour bay surf underwater"),
        (Painting.Scenery.Desert, "desert dune dunes sand sahara cactus camel pyramid pyramids oasis"),
        (Painting.Scenery.City, "city town skyline street skyscraper skyscrapers building buildings tokyo york london paris berlin urban cyberpunk neon"),
        (Painting.Scenery.Space, "space planet planets galaxy cosmos cosmic nebula star universe mars saturn orbit astronaut alien comet"),
        (Painting.Scenery.Forest, "forest forests wood woods woodland jungle tree trees pine pines rainforest"),
        (Painting.Scenery.Meadow, "meadow meadows field fields flower flowers garden poppy poppies tulip tulips lavender rose roses spring blossom prairie farm"),
        (Painting.Scenery.Abstract, "abstract minimal minimalist curves wallpaper gradient flow liquid"),
        (Painting.Scenery.Pattern, "pattern geometric geometry shapes logo icon bauhaus texture mosaic tiles cubist cubism"));

    private static readonly FrozenDictionary<string, Subject> Subjects = Table(
        (Painting.Subject.Fox, "fox foxes animal creature vixen"),
        (Painting.Subject.Wolf, "wolf wolves husky coyote"),
        (Painting.Subject.Dog, "dog dogs puppy corgi shiba retriever"),
        (Painting.Subject.Cat, "cat cats kitten kitty tiger panther leopard lion"),
        (Painting.Subject.Bear, "bear bears teddy"),
        (Painting.Subject.Rabbit, "rabbit rabbits bunny hare"),
        (Painting.Subject.Panda, "panda pandas"),
        (Painting.Subject.Owl, "owl owls bird eagle parrot penguin raven"),
        (Painting.Subject.Deer, "deer stag elk moose reindeer horse"),
        (Painting.Subject.Whale, "whale whales dolphin orca fish shark"),
        (Painting.Subject.Person, "portrait woman man girl boy person face lady king queen knight wizard astronaut"),
        (Painting.Subject.Balloon, "balloon balloons airship"),
        (Painting.Subject.Kite, "kite kites"),
        (Painting.Subject.Boat, "boat boats ship sailboat yacht sailing"),
        (Painting.Subject.House, "house cabin hut cottage home barn castle tent"),
        (Painting.Subject.Lighthouse, "lighthouse"),
        (Painting.Subject.Rocket, "rocket rockets spaceship spacecraft shuttle"));

    private static readonly FrozenDictionary<string, Hour> Hours = Table(
        (Painting.Hour.Dawn, "dawn sunrise morning misty mist fog foggy pastel"),
        (Painting.Hour.Day, "day noon daylight sunny bright summer midday"),
        (Painting.Hour.Dusk, "dusk sunset evening twilight autumn fall fire"),
        (Painting.Hour.Night, "night midnight moon moonlit moonlight stars starry dark aurora northern neon cyberpunk"));

    private static readonly FrozenDictionary<string, Colour> Colours = Table(
        (Colour.Red, "red crimson scarlet ruby vermilion"), (Colour.Orange, "orange copper amber rust"),
        (Colour.Gold, "gold golden yellow"), (Colour.Green, "green emerald olive lime"), (Colour.Teal, "teal turquoise cyan mint"),
        (Colour.Blue, "blue azure navy sapphire indigo"), (Colour.Violet, "purple violet lilac magenta"), (Colour.Pink, "pink rosy coral"),
        (Colour.Brown, "brown sepia chocolate"), (Colour.Grey, "gray grey silver monochrome"), (Colour.Black, "black"), (Colour.White, "white arctic"));

    private static readonly FrozenSet<string> SnowWords = Words("snow snowy winter snowfall ice icy arctic frozen frost blizzard christmas");
    private static readonly FrozenSet<string> RainWords = Words("rain rainy storm stormy drizzle");

    /// <summary>Reads a prompt. The first word of a kind wins.</summary>
    public static Motif Read(string prompt)
    {
        var motif = new Motif(null, Subject.None, null, false, false, null, null);
        (Colour Colour, int At)? named = null;
        var at = 0;
        foreach (var match in Word().EnumerateMatches(prompt))
        {
            var word = prompt.AsSpan(match.Index, match.Length).ToString().ToLowerInvariant();
            at++;
            if (Colours.TryGetValue(word, out var colour))
            {
                if (named is { } earlier)
                    motif = motif with { Mood = motif.Mood ?? earlier.Colour };
                named = (colour, at);
            }
            if (motif.Subject == Subject.None && Subjects.TryGetValue(word, out var subject))
            {
                motif = motif with { Subject = subject };
                if (named is { } near && at - near.At <= Reach + 1)
                    (motif, named) = (motif with { Coat = near.Colour }, null);
            }
            if (motif.Scenery is null && Sceneries.TryGetValue(word, out var scenery))
                motif = motif with { Scenery = scenery };
            if (motif.Hour is null && Hours.TryGetValue(word, out var hour))
                motif = motif with { Hour = hour };
            motif = motif with { Snow = motif.Snow || SnowWords.Contains(word), Rain = motif.Rain || RainWords.Contains(word) };
        }
        return named is { } last ? motif with { Mood = motif.Mood ?? last.Colour } : motif;
    }

    private static FrozenDictionary<string, T> Table<T>(params (T Value, string Words)[] rows) =>
        rows.SelectMany(row => row.Words.Split(' '), (row, word) => KeyValuePair.Create(word, row.Value)).ToFrozenDictionary();

    private static FrozenSet<string> Words(string words) => words.Split(' ').ToFrozenSet();

    [GeneratedRegex(@"\p{L}+")]
    private static partial Regex Word();
}
