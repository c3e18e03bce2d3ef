namespace Iris.Transforms.Answers;

/// <summary>What a picture is to the client.</summary>
public enum ImageKind
{
    /// <summary>A finished picture.</summary>
    Final,
    /// <summary>A preview of a picture still being made.</summary>
    Partial,
    /// <summary>Not known yet: the provider says it only after the picture.</summary>
    Unknown,
}
