namespace Iris.Bench.Profile;

/// <summary>The measurements of the runtime that are carried over; the numbers are those of its interface to the compiler.</summary>
public enum InstrumentationKind
{
    /// <summary>Not a measurement.</summary>
    None = 0,

    /// <summary>How often control passed from one place of the code to another.</summary>
    EdgeCount = 385,

    /// <summary>How often a call was made whose targets follow.</summary>
    HistogramCount = 177,

    /// <summary>A sample of the types a call was made on.</summary>
    HistogramTypes = 195,

    /// <summary>A sample of the methods a delegate led to.</summary>
    HistogramMethods = 196,
}
