using Iris.Transforms.Requests;

namespace Iris.Gateway.Configuration;

/// <summary>Guesses the intended name of a misspelt one.</summary>
internal static class NearMiss
{
    /// <summary>The ending of a message: <c>; did you mean "X"?</c>, or an empty text when no known name is near.</summary>
    public static string Hint(string name, IEnumerable<string> known) =>
        // A third of the letters may differ: "Heartbeet" finds "Heartbeat", "Foo" does not find "Url".
        Find(name, known, Math.Max(1, Math.Min(3, name.Length / 3))) is { } near ? $"; did you mean \"{near}\"?" : "";

    /// <inheritdoc cref="NearName.Find"/>
    public static string? Find(string name, IEnumerable<string> known, int distance) => NearName.Find(name, known, distance);
}
