namespace Iris.Transforms.Codecs.Reading;

/// <summary>The kind of a value in an answer.</summary>
public enum ValueKind
{
    /// <summary>An object.</summary>
    Object,
    /// <summary>An array.</summary>
    Array,
    /// <summary>A string.</summary>
    String,
    /// <summary>A number, <c>true</c> or <c>false</c>. The reader never asks about null.</summary>
    Literal,
}

/// <summary>How to handle a value in an answer.</summary>
public enum ValueUse
{
    /// <summary>Skip the value, however large it is.</summary>
    Skip,
    /// <summary>Ask about its members or items one by one; objects and arrays only.</summary>
    Enter,
    /// <summary>Collect the value, up to a bound, and pass it on whole.</summary>
    Keep,
    /// <summary>Pass the value on in slices as they arrive; strings only.</summary>
    Slices,
}
