using System.Numerics;

namespace Iris.Bench.Load.Client;

/// <summary>
/// Counts durations, from a nanosecond to hours, in buckets that are at most 1/64 of their value wide. It takes 30 KB. Not thread-safe: each thread
/// has its own, and the results are added.
/// </summary>
internal sealed class Histogram
{
    private const int SubBits = 6;
    private const int Sub = 1 << SubBits;

    private readonly long[] _counts = new long[(64 - SubBits) * Sub];

    /// <summary>The number of durations.</summary>
    public long Count { get; private set; }

    /// <summary>The longest duration, in nanoseconds.</summary>
    public long Max { get; private set; }

    /// <summary>Adds one duration, in nanoseconds.</summary>
    public void Add(long nanoseconds)
    {
        nanoseconds = Math.Max(0, nanoseconds);
        _counts[IndexOf(nanoseconds)]++;
        Count++;
        Max = Math.Max(Max, nanoseconds);
    }

    /// <summary>Adds another histogram's counts.</summary>
    public void Add(Histogram other)
    {
        for (var i = 0; i < _counts.Length; i++)
            _counts[i] += other._counts[i];
        Count += other.Count;
        Max = Math.Max(Max, other.Max);
    }

    /// <summary>The value that a share of the durations does not exceed, in milliseconds; null when there are none.</summary>
    /// <param name="share">0..1, for instance 0.99.</param>
    public double? Milliseconds(double share)
    {
        if (Count == 0)
            return null;
        var left = (long)Math.Ceiling(share * Count);
        for (var i = 0; i < _counts.Length; i++)
        {
            left -= _counts[i];
            if (left <= 0)
                return Math.Min(Middle(i), Max) / 1e6;
        }
        return Max / 1e6;
    }

    // Each value below 64 has its own bucket; above, the six bits after the highest one choose the bucket.
    private static int IndexOf(long value)
    {
        if (value < Sub)
            return (int)value;
        var exponent = BitOperations.Log2((ulong)value);
        return ((exponent - SubBits + 1) * Sub) + (int)((value >> (exponent - SubBits)) & (Sub - 1));
    }

    private static double Middle(int index)
    {
        if (index < Sub)
            return index;
        var shift = (index / Sub) - 1;
        return ((double)(Sub + (index % Sub)) + 0.5) * Math.Pow(2, shift);
    }
}
