namespace Iris.Transforms.Answers;

/// <summary>The progress that a provider reports.</summary>
/// <param name="Completed">Steps done; null when the provider does not count them.</param>
/// <param name="Total">All steps; null when the provider does not tell.</param>
public readonly record struct WorkProgress(int? Completed, int? Total);
