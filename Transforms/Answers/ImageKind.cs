namespace Iris.Transforms.Answers;

/// <summary>The kind of a picture, from the client's view.</summary>
public enum ImageKind
{
    /// <summary>A finished picture.</summary>
    Final,
    /// <summary>A preview of an unfinished picture.</summary>
    Partial,
    /// <summary>Unknown so far: the provider tells the kind only after the picture.</summary>
    Unknown,
}
