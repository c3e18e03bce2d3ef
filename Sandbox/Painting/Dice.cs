namespace Iris.Sandbox.Painting;

/// <summary>
/// The painter's random numbers (SplitMix64): the same seed gives the same throws on every machine and in every run,
/// which <see cref="System.Random"/> promises only within one version of .NET.
/// </summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A stable 64-bit hash (FNV-1a over UTF-16 units) of what a picture is drawn from.</summary>
    public static ulong Hash(string text, long seed)
    {
        var hash = 14695981039346656037UL;
        foreach (var unit in text)
            hash = (hash ^ unit) * 1099511628211UL;
        return hash ^ (unchecked((ulong)seed) * 0x9E3779B97F4A7C15UL);
    }

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>A number in [0, 1).</summary>
    public float Unit() => (Next() >> 40) * (1f / (1 << 24));

    /// <summary>A number in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public float Between(float low, float high) => low + ((high - low) * Unit());

    /// <summary>A whole number in [<paramref name="low"/>, <paramref name="high"/>], both included.</summary>
    public int Whole(int low, int high) => low + (int)(Next() % (ulong)(high - low + 1));

    /// <summary>True with the probability <paramref name="probability"/> (0..1).</summary>
    public bool Chance(float probability) => Unit() < probability;

    /// <summary>One of <paramref name="items"/>, each as likely as the next.</summary>
    public T Pick<T>(ReadOnlySpan<T> items) => items[(int)(Next() % (ulong)items.Length)];

    /// <summary>A die of its own for one part of a picture, so that a part that throws more often does not disturb the others.</summary>
    public Dice Split() => new(Next());
}
