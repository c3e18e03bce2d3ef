using System.Globalization;

namespace Iris.Transforms.Answers;

/// <summary>
/// An amount of US dollars in whole billionths, so that sums are exact. One image token of the cheapest model costs some thousands of them; only xAI
/// counts finer (1e-10), which is rounded.
/// </summary>
/// <param name="Nano">Billionths of a dollar, 0..<see cref="MostNano"/>.</param>
internal readonly record struct Usd(long Nano) : IComparable<Usd>
{
    /// <summary>The largest amount, a billion dollars: sums stop there, as no real one comes near.</summary>
    public const long MostNano = 1_000_000_000_000_000_000;

    private const decimal NanoInUsd = 1_000_000_000m;

    /// <summary>No money: a price that is known to be nothing. An unknown price is null instead.</summary>
    public static Usd Zero => default;

    /// <summary>The amount in dollars, without zeros at its end.</summary>
    public decimal Amount => Nano / NanoInUsd;

    /// <summary>An amount rounded to the nearest billionth. A negative one is nothing; one above the largest is the largest.</summary>
    public static Usd Of(decimal usd) => Clamp(usd, static nano => Math.Round(nano, MidpointRounding.AwayFromZero));

    /// <summary>The same, rounded up: for what an amount must not exceed.</summary>
    public static Usd AtMost(decimal usd) => Clamp(usd, Math.Ceiling);

    /// <summary>The sum.</summary>
    public static Usd operator +(Usd one, Usd other) => new(Math.Min(one.Nano + other.Nano, MostNano));

    /// <summary>Whether the first amount is less.</summary>
    public static bool operator <(Usd one, Usd other) => one.Nano < other.Nano;

    /// <summary>Whether the first amount is more.</summary>
    public static bool operator >(Usd one, Usd other) => one.Nano > other.Nano;

    /// <summary>Whether the first amount is not more.</summary>
    public static bool operator <=(Usd one, Usd other) => one.Nano <= other.Nano;

    /// <summary>Whether the first amount is not less.</summary>
    public static bool operator >=(Usd one, Usd other) => one.Nano >= other.Nano;

    /// <inheritdoc/>
    public int CompareTo(Usd other) => Nano.CompareTo(other.Nano);

    /// <summary>The dollars as a plain decimal number, for instance <c>0.0527</c>.</summary>
    public override string ToString() => Amount.ToString(CultureInfo.InvariantCulture);

    private static Usd Clamp(decimal usd, Func<decimal, decimal> round) => new(usd switch
    {
        <= 0 => 0,
        >= MostNano / NanoInUsd => MostNano,
        _ => (long)round(usd * NanoInUsd),
    });
}
