namespace Iris.Sandbox.Painting.Words;

/// <summary>Who or what stands in the foreground.</summary>
internal enum Subject
{
    /// <summary>Nobody: the scenery is the picture.</summary>
    None,

    // Animals that sit, each in a coat of its own.
    Fox, Wolf, Dog, Cat, Tiger, Lion, Bear, Rabbit, Panda,

    // Other animals.
    Owl, Bird, Penguin, Deer, Horse, Whale, Fish, Butterfly, Dragon,

    // People.
    Person, Woman, Man, OldWoman, OldMan, Child, Astronaut, Robot,

    // Things.
    Balloon, Kite, Boat, House, Castle, Lighthouse, Rocket, Car, Tree,

    // What lies on a table.
    Coffee, Flower, Sushi, Fruit, Pineapple, Apple, Banana, Citrus, Lemon, Strawberry, Watermelon,
}

/// <summary>Kinds of subjects that are placed alike.</summary>
internal static class SubjectExtensions
{
    /// <summary>Hangs in the air: nothing is under its feet.</summary>
    public static bool Flies(this Subject subject) =>
        subject is Subject.Balloon or Subject.Kite or Subject.Rocket or Subject.Butterfly or Subject.Fish;

    /// <summary>A head and shoulders, cut by the picture's lower edge.</summary>
    public static bool IsBust(this Subject subject) => subject is >= Subject.Person and <= Subject.Child;

    /// <summary>Lies on a table.</summary>
    public static bool IsStillLife(this Subject subject) => subject >= Subject.Coffee;
}
