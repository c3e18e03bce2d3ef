namespace Iris.Bench.Profile;

/// <summary>The measurements of one method.</summary>
/// <param name="Name">Type, its arguments and method, as the runtime writes them.</param>
/// <param name="Signature">The signature, as the runtime writes it.</param>
/// <param name="CodeSize">The length of the method's code.</param>
/// <param name="Measurements">The measurements in the order of the method's code.</param>
public sealed record MethodProfile(string Name, string Signature, int CodeSize, IReadOnlyList<Measurement> Measurements)
{
    /// <summary>How often the busiest place of the method was executed.</summary>
    public long Heat => Measurements.Where(measurement => measurement.Kind == InstrumentationKind.EdgeCount)
        .Select(measurement => measurement.Count).DefaultIfEmpty().Max();

    /// <summary>Adds another run's measurements of the same method; false when they are at other places.</summary>
    public bool TryAdd(MethodProfile other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Measurements.Count != other.Measurements.Count || !Measurements.Zip(other.Measurements).All(pair => pair.First.Matches(pair.Second)))
        {
            return false;
        }
        foreach ((Measurement mine, Measurement theirs) in Measurements.Zip(other.Measurements))
        {
            mine.Add(theirs);
        }
        return true;
    }
}
