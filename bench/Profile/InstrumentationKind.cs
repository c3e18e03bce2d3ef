namespace Iris.Bench.Profile;

/// <summary>The runtime's measurements that are carried over; the numbers are those of its interface to the compiler.</summary>
public enum InstrumentationKind
{
    /// <summary>Not a measurement.</summary>
    None = 0,

    /// <summary>How often control passed from one place of the code to another.</summary>
    EdgeCount = 385,

    /// <summary>How often a call was made; a sample of its targets follows.</summary>
    HistogramCount = 177,

    /// <summary>A sample of the types on which a call was made.</summary>
    HistogramTypes = 195,

    /// <summary>A sample of the methods that a delegate called.</summary>
    HistogramMethods = 196,
}
