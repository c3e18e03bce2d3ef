namespace Iris.Transforms.Providers.Bedrock;

/// <summary>What one of Stability's services for pictures takes (docs/providers/bedrock.md, "Edits"): a part of its row, as plain data.</summary>
internal sealed record StabilityTask
{
    /// <summary>The names of its pictures, in order; all are required.</summary>
    public IReadOnlyList<string> Pictures { get; init; } = ["image"];
    /// <summary>Whether it reads a prompt.</summary>
    public bool HasPrompt { get; init; } = true;
    /// <summary>Whether it reads a seed.</summary>
    public bool HasSeed { get; init; } = true;
    /// <summary>Members of its own, of which a request must have at least one; empty for none.</summary>
    public IReadOnlyList<string> OneOf { get; init; } = [];
}
