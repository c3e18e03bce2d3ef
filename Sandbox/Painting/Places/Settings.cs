using Iris.Sandbox.Painting.Words;
using static Iris.Sandbox.Painting.Words.Scenery;

namespace Iris.Sandbox.Painting.Places;

/// <summary>The place of a picture: the one that the prompt names, or else the home of its subject.</summary>
internal static class Settings
{
    /// <summary>The place of a motif.</summary>
    public static Scenery Of(Motif motif, Dice dice)
    {
        // The dice fall in any case, so that naming the place does not change the rest of the picture.
        var home = dice.Pick<Scenery>(Homes(motif));
        if (motif.Scenery is not { } said)
            return home;
        return motif.Subject switch
        {
            Subject.Boat or Subject.Whale when said is not (Sea or Lake or Beach or Space or Fuji or Underwater) => Sea,
            Subject.Lighthouse when said is not (Sea or Beach) => Sea,
            _ => said,
        };
    }

    private static Scenery[] Homes(Motif motif) => motif.Subject switch
    {
        Subject.None when motif.Snow => [Mountains, Lake, Forest, Hills, City],
        Subject.None when motif.Blossom => [Fuji, Lake, Hills, Meadow],
        Subject.None => [Mountains, Lake, Sea, Beach, Desert, Savanna, Jungle, Forest, Meadow, Hills, City, Underwater, Volcano, Abstract, Pattern],
        Subject.Fox or Subject.Wolf or Subject.Bear or Subject.Deer when motif.Snow => [Forest, Mountains, Hills, Lake],
        Subject.Fox or Subject.Deer => [Forest, Meadow, Hills, Lake, Studio],
        Subject.Wolf or Subject.Bear => [Forest, Mountains, Lake, Hills],
        Subject.Rabbit or Subject.Horse or Subject.Tree => [Meadow, Hills, Hills, Lake],
        Subject.Dog or Subject.Cat => [Hills, Studio, Beach, Meadow, City],
        Subject.Tiger => [Jungle, Savanna],
        Subject.Lion => [Savanna],
        Subject.Panda or Subject.Bird => [Jungle, Hills, Studio],
        Subject.Owl => [Forest, Hills, Studio],
        Subject.Penguin => [Sea, Mountains],
        Subject.Whale or Subject.Boat or Subject.Lighthouse => [Sea],
        Subject.Fish => [Underwater],
        Subject.Butterfly => [Meadow, Jungle, Hills],
        Subject.Dragon => [Mountains, Volcano, Hills],
        Subject.Astronaut or Subject.Rocket => [Space],
        Subject.Robot => [City, Studio, Desert, Space],
        Subject.Balloon => [Hills, Desert, Savanna, Meadow, Sea],
        Subject.Kite => [Beach, Meadow, Hills],
        Subject.House => [Hills, Meadow, Forest, Lake],
        Subject.Castle => [Hills, Lake, Mountains, Meadow],
        Subject.Car => [City, Hills, Desert, Beach],
        _ when motif.Subject.IsBust() => [Studio, Hills, Beach, City, Forest],
        _ => [Table, Table, Studio],
    };
}
