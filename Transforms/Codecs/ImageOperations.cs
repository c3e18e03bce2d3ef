namespace Iris.Transforms.Codecs;

/// <summary>What a model can be asked for, as a set; the names are those of the contract's routes (docs/contract.md, section 1).</summary>
[Flags]
public enum ImageOperations
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>A picture from a prompt: <c>images/generations</c>.</summary>
    Generation = 1 << 0,
    /// <summary>A picture from other pictures: <c>images/edits</c>.</summary>
    Edit = 1 << 1,
    /// <summary>A picture like another one, without a prompt: <c>images/variations</c>.</summary>
    Variation = 1 << 2,
}
