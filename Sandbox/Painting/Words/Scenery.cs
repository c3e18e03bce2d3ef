namespace Iris.Sandbox.Painting.Words;

/// <summary>Where a picture plays.</summary>
internal enum Scenery
{
    /// <summary>Ridges behind ridges.</summary>
    Mountains,

    /// <summary>Mountains that mirror in still water.</summary>
    Lake,

    /// <summary>Open water to the horizon.</summary>
    Sea,

    /// <summary>Sand, surf and palms.</summary>
    Beach,

    /// <summary>Sand, corals and bubbles below the surface.</summary>
    Underwater,

    /// <summary>Dunes.</summary>
    Desert,

    /// <summary>Grassland with flat-topped trees.</summary>
    Savanna,

    /// <summary>Big leaves in front of bigger ones.</summary>
    Jungle,

    /// <summary>Towers with lit windows.</summary>
    City,

    /// <summary>Planets and stars.</summary>
    Space,

    /// <summary>Trunks in fog.</summary>
    Forest,

    /// <summary>Flowers on rolling hills.</summary>
    Meadow,

    /// <summary>Fields in strips, cypresses, a village.</summary>
    Hills,

    /// <summary>A burning mountain.</summary>
    Volcano,

    /// <summary>Mount Fuji over a lake.</summary>
    Fuji,

    /// <summary>A table by a window.</summary>
    Table,

    /// <summary>A plain backdrop with an arch, as on a poster.</summary>
    Studio,

    /// <summary>Flowing bands before a disc.</summary>
    Abstract,

    /// <summary>A grid of simple shapes.</summary>
    Pattern,
}

/// <summary>Which places include others.</summary>
internal static class SceneryExtensions
{
    /// <summary>Whether the place shows the other one too: a lake has mountains around it.</summary>
    public static bool Covers(this Scenery place, Scenery other) => (place, other) switch
    {
        (Scenery.Lake, Scenery.Mountains or Scenery.Forest) => true,
        (Scenery.Fuji, Scenery.Mountains or Scenery.Lake) => true,
        (Scenery.Volcano, Scenery.Mountains) => true,
        (Scenery.Beach or Scenery.Underwater, Scenery.Sea) => true,
        (Scenery.Meadow, Scenery.Hills) => true,
        _ => place == other,
    };
}
