namespace Iris.Bench.Profile;

/// <summary>One measurement of a method: a count, or how often each of several handles was seen.</summary>
/// <param name="Kind">The kind of measurement.</param>
/// <param name="Offset">The offset in the method's code.</param>
/// <param name="Other">The end of an edge, or flags.</param>
public sealed record Measurement(InstrumentationKind Kind, int Offset, int Other)
{
    /// <summary>The count.</summary>
    public long Count { get; set; }

    /// <summary>The share of each handle in the sample, weighted by the calls that the sample represents.</summary>
    public SortedDictionary<string, double> Handles { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether both measurements have the same place and kind.</summary>
    public bool Matches(Measurement other) =>
        other is not null && Kind == other.Kind && Offset == other.Offset && Other == other.Other;

    /// <summary>Adds the measurement of another run at the same place.</summary>
    public void Add(Measurement other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Count += other.Count;
        foreach ((string handle, double weight) in other.Handles)
        {
            Handles[handle] = Handles.GetValueOrDefault(handle) + weight;
        }
    }
}
