namespace Iris.Bench.Profile;

/// <summary>One measurement of a method: a count, or how often each of several handles was seen.</summary>
/// <param name="Kind">What was measured.</param>
/// <param name="Offset">Where in the method's code.</param>
/// <param name="Other">The end of an edge, or flags.</param>
public sealed record Measurement(InstrumentationKind Kind, int Offset, int Other)
{
    /// <summary>The count.</summary>
    public long Count { get; set; }

    /// <summary>Share of each handle seen; a sample is as heavy as the calls it stands for.</summary>
    public SortedDictionary<string, double> Handles { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether both measure the same place in the same way.</summary>
    public bool Matches(Measurement other) =>
        other is not null && Kind == other.Kind && Offset == other.Offset && Other == other.Other;

    /// <summary>Takes over what another run measured in the same place.</summary>
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
